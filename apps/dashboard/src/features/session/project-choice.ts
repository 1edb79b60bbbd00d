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

/** The project that the address names; where it names none, the one looked at last where it is still there, else the first. */
export function chosenProject(
  { projects }: DashboardSession,
  namedId: string | undefined,
  lastId: string | null | undefined,
): DashboardProject | undefined {
  if (namedId !== undefined) return projects.find(({ id }) => id === namedId);
  return projects.find(({ id }) => id === lastId) ?? projects[0];
}
