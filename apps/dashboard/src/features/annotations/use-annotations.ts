import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import { type Annotation, createThing, deleteThing, listThings } from '../../api/manage.ts';

/** The project's notes on the time axis within the span, and how they are changed. */
export function useAnnotations(span: { readonly from: string; readonly to: string } | undefined) {
  const { http, project, isShared } = useApi();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: ['annotations', project.id] });
  const list = useQuery({
    queryKey: ['annotations', project.id, span],
    queryFn: ({ signal }) => listThings(http, project.id, 'annotations', { ...span }, signal),
    enabled: span !== undefined && !isShared,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const create = useMutation({
    mutationFn: (note: Omit<Annotation, 'id'>) => createThing(http, project.id, 'annotations', note),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (id: string) => deleteThing(http, project.id, 'annotations', id),
    onSettled,
  });
  return { list, create, remove };
}
