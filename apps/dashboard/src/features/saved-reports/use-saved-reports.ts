import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import { createThing, deleteThing, listThings, type SavedReport, updateThing } from '../../api/manage.ts';

/** The project's saved reports, and how they are changed. */
export function useSavedReports({ enabled }: { readonly enabled: boolean }) {
  const { http, project } = useApi();
  const queryClient = useQueryClient();
  const queryKey = ['saved-reports', project.id];
  const onSettled = () => queryClient.invalidateQueries({ queryKey });
  const list = useQuery({
    queryKey,
    queryFn: ({ signal }) => listThings(http, project.id, 'saved-reports', {}, signal),
    enabled,
  });
  const create = useMutation({
    mutationFn: (report: Omit<SavedReport, 'id'>) => createThing(http, project.id, 'saved-reports', report),
    onSettled,
  });
  const update = useMutation({
    mutationFn: ({ id, ...patch }: { readonly id: string } & Partial<Omit<SavedReport, 'id'>>) =>
      updateThing(http, project.id, 'saved-reports', id, patch),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (id: string) => deleteThing(http, project.id, 'saved-reports', id),
    onSettled,
  });
  return { list, create, update, remove };
}

export type SavedReports = ReturnType<typeof useSavedReports>;
