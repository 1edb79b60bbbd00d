import { lazy, Suspense } from 'react';
import { Skeleton } from '../../ui/states.tsx';

const WorldMap = lazy(async () => ({ default: (await import('./world-map.tsx')).WorldMap }));

/** The map comes with its outlines, after the page. */
export function WorldMapPanel() {
  return (
    <Suspense fallback={<Skeleton height={240} />}>
      <WorldMap />
    </Suspense>
  );
}
