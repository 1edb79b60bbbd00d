import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import {
  createSegment,
  deleteSegment,
  listSegments,
  type Segment,
  updateSegment,
} from '../../api/segments.ts';

/** The project's segments. */
export function useSegments({ enabled = true }: { readonly enabled?: boolean } = {}) {
  const { http, project } = useApi();
  return useQuery({
    queryKey: ['segments', project.id],
    queryFn: ({ signal }) => listSegments(http, project.id, signal),
    enabled,
    staleTime: 60_000,
  });
}

/** How segments are made, changed and deleted. What reports said of one is asked again. */
export function useSegmentChanges() {
  const { http, project } = useApi();
  const queryClient = useQueryClient();
  const onSuccess = () => queryClient.invalidateQueries();
  return {
    create: useMutation({
      mutationFn: (segment: Omit<Segment, 'id'>) => createSegment(http, project.id, segment),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: (segment: Segment) => updateSegment(http, project.id, segment),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => deleteSegment(http, project.id, id), onSuccess }),
  };
}
