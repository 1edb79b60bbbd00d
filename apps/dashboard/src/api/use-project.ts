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

export const roles = ['viewer', 'editor', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

/** What who is signed in is in the project; undefined for `read` clients, and until it is known. */
export function useRole(): Role | undefined {
  const { session } = useApi();
  const { data } = useProjectDetails();
  return session.role === 'root' ? 'owner' : data?.role;
}

/** Whether who is signed in may do what the role may. */
export function useMay(needed: Role): boolean {
  const role = useRole();
  return role !== undefined && roles.indexOf(role) >= roles.indexOf(needed);
}

/** Whether who is signed in may change what is saved in the project: reports, boards, segments, notes. */
export function useMayChange(): boolean {
  return useMay('editor');
}
