import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';
import { type ProjectDetails, readProject } from './manage.ts';

/** The project as its management knows it; not for `read` clients. */
export function useProjectDetails(): UseQueryResult<ProjectDetails> {
  const { http, project, session } = useApi();
  return useQuery({
    queryKey: ['project', project.id],
    queryFn: ({ signal }) => readProject(http, project.id, signal),
    enabled: session.role !== 'read',
    staleTime: 300_000,
  });
}

/** Whether who is signed in may change what belongs to the project: clients, saved reports, notes. */
export function useMayChange(): boolean {
  const { session } = useApi();
  const { data } = useProjectDetails();
  if (session.role === 'root') return true;
  return data !== undefined && data.role !== 'viewer';
}
