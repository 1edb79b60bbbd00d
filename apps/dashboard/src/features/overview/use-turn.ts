import { type Query, useIsFetching, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import type { CommonQuery } from '../../api/reports.ts';
import { slowDimension } from './dimensions.ts';

/** Whether what takes long may be asked: all else that the page asks about the same is answered, or has failed. */
export function useTurn(isSlow: boolean, query: CommonQuery): boolean {
  const { project } = useApi();
  const client = useQueryClient();
  const [answered, setAnswered] = useState<string>();
  const key = JSON.stringify([project.id, query]);
  const fetching = useIsFetching({ predicate: isQuick });
  useEffect(() => {
    // The count that was drawn is from before the other cards asked what came with this query.
    if (fetching === 0 && client.isFetching({ predicate: isQuick }) === 0) setAnswered(key);
  }, [client, fetching, key]);
  return !isSlow || answered === key;
}

const quick: ReadonlySet<unknown> = new Set(['metrics', 'timeseries', 'pages', 'breakdown']);

function isQuick({ queryKey: [kind, , name, query] }: Query): boolean {
  if (kind !== 'report' || !quick.has(name)) return false;
  return !(
    typeof query === 'object' &&
    query !== null &&
    'dimension' in query &&
    query.dimension === slowDimension
  );
}
