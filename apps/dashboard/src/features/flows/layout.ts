import type { FlowsData } from '@gatrix/analytics-protocol/insights';

export interface FlowBox {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

export interface FlowBand {
  readonly key: string;
  readonly count: number;
  readonly source: string;
  readonly target: string;
  /** An SVG path along the band's middle. */
  readonly path: string;
  readonly thickness: number;
}

export interface FlowSize {
  readonly width: number;
  readonly height: number;
  readonly boxWidth: number;
  /** Between two boxes of a column. */
  readonly gap: number;
}

/**
 * Boxes in columns by step, as high as their count, and the bands between them. `before` runs from right to left, so
 * that time always runs to the right.
 */
export function layoutFlow(
  data: Pick<FlowsData, 'nodes' | 'links'>,
  direction: 'after' | 'before',
  size: FlowSize,
): { readonly boxes: FlowBox[]; readonly bands: FlowBand[] } {
  const lastStep = Math.max(0, ...data.nodes.map(({ step }) => step));
  const columns = Array.from({ length: lastStep + 1 }, (_, step) =>
    data.nodes.filter((node) => node.step === step).sort((a, b) => b.count - a.count),
  );
  const scale = Math.min(
    ...columns.map((nodes) => {
      const total = nodes.reduce((sum, { count }) => sum + count, 0);
      return (size.height - size.gap * (nodes.length - 1)) / Math.max(1, total);
    }),
  );
  const columnGap = lastStep === 0 ? 0 : (size.width - size.boxWidth) / lastStep;
  const boxes = columns.flatMap((nodes, step) => {
    let y = 0;
    return nodes.map(({ id, name, count }): FlowBox => {
      const height = Math.max(2, count * scale);
      const column = direction === 'after' ? step : lastStep - step;
      const box = { id, name, count, x: column * columnGap, y, height };
      y += height + size.gap;
      return box;
    });
  });
  return { boxes, bands: bandsOf(data.links, boxes, scale, size) };
}

function bandsOf(
  links: FlowsData['links'],
  boxes: readonly FlowBox[],
  scale: number,
  { boxWidth }: FlowSize,
): FlowBand[] {
  const boxOf = new Map(boxes.map((box) => [box.id, box]));
  // Where the next band leaves and reaches a box.
  const used = new Map<string, number>();
  const take = (key: string, thickness: number) => {
    const offset = used.get(key) ?? 0;
    used.set(key, offset + thickness);
    return offset + thickness / 2;
  };
  const sorted = [...links].sort((a, b) => (boxOf.get(a.target)?.y ?? 0) - (boxOf.get(b.target)?.y ?? 0));
  return sorted.flatMap(({ source, target, count }) => {
    const ends = [boxOf.get(source), boxOf.get(target)];
    const [left, right] = ends.sort((a, b) => (a?.x ?? 0) - (b?.x ?? 0));
    if (!left || !right) return [];
    const thickness = Math.max(1, count * scale);
    const y1 = left.y + take(`${left.id} out`, thickness);
    const y2 = right.y + take(`${right.id} in`, thickness);
    const x1 = left.x + boxWidth;
    const middle = (x1 + right.x) / 2;
    const path = `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${right.x} ${y2}`;
    return [{ key: `${source} ${target}`, count, source: left.name, target: right.name, path, thickness }];
  });
}
