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
