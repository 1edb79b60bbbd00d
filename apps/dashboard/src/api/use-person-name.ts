import { useQuery } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';

/** What the person of an id is called, as soon as that is known. */
export function usePersonName(id: string, isWanted: boolean): string | undefined {
  const { project, personNames } = useApi();
  const { data } = useQuery({
    queryKey: ['person-name', project.id, id],
    queryFn: async () => (await personNames(id)) ?? null,
    enabled: isWanted,
    staleTime: 300_000,
  });
  return data ?? undefined;
}
