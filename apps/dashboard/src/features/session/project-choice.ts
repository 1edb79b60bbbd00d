import type { DashboardProject, DashboardSession } from '@gatrix/analytics-protocol/insights';
import { createContext, useContext } from 'react';

export interface ProjectChoice {
  readonly isEmbedded: boolean;
  chooseProject(projectId: string): void;
}

export const ProjectChoiceContext = createContext<ProjectChoice | undefined>(undefined);

export function useProjectChoice(): ProjectChoice {
  const choice = useContext(ProjectChoiceContext);
  if (!choice) throw new Error('useProjectChoice needs a SessionGate around it');
  return choice;
}

/** The project that was looked at last, where it is still there, else the first. */
export function chosenProject(
  { projects }: DashboardSession,
  lastId: string | null | undefined,
): DashboardProject | undefined {
  return projects.find(({ id }) => id === lastId) ?? projects[0];
}
