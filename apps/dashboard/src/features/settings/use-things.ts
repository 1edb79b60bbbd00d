import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import type { QueryValue } from '../../api/http.ts';

/** The lists of a project's management: each is the last part of its path. */
export type ThingKind =
  | 'alerts'
  | 'audit-log'
  | 'boards'
  | 'channels'
  | 'deliveries'
  | 'digests'
  | 'gauges'
  | 'invitations'
  | 'members'
  | 'saved-reports'
  | 'share-links'
  | 'tokens';

export interface ThingsOptions {
  readonly enabled?: boolean;
  readonly refreshMs?: number | undefined;
  readonly query?: Readonly<Record<string, QueryValue>>;
}

/** A list of the project's management, or what stands below one of its things. */
export function useThings<Item>(path: ThingKind | `${ThingKind}/${string}`, options: ThingsOptions = {}) {
  const { http, project } = useApi();
  const { enabled = true, refreshMs, query = {} } = options;
  return useQuery({
    queryKey: ['manage', project.id, path, query],
    queryFn: async ({ signal }) =>
      (await http.get<readonly Item[]>(pathOf(project.id, path), query, signal)).data,
    enabled,
    ...(refreshMs !== undefined && { refetchInterval: refreshMs }),
  });
}

export interface Sent {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: ThingKind | `${ThingKind}/${string}`;
  readonly body?: object;
}

/** Sends a change; every list is then asked for again, because one thing stands in several. */
export function useSend() {
  const { http, project } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ method, path, body }: Sent) =>
      (await http.send<unknown>(method, pathOf(project.id, path), body)).data,
    onSettled: (_data, _error, { path }) =>
      Promise.all(
        [
          ['manage', project.id],
          [path.split('/')[0], project.id],
        ].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
      ),
  });
}

function pathOf(projectId: string, path: string): string {
  return `manage/projects/${encodeURIComponent(projectId)}/${path}`;
}
