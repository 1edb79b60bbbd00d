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
  const ends = links.flatMap(({ source, target, count }) => {
    const [left, right] = [boxOf.get(source), boxOf.get(target)].sort((a, b) => (a?.x ?? 0) - (b?.x ?? 0));
    return left && right ? [{ left, right, thickness: Math.max(1, count * scale), count }] : [];
  });
  // At either end in the order of the other ends, so that bands of one box do not cross.
  const leaving = new Map(
    ends
      .toSorted((a, b) => a.right.y - b.right.y)
      .map((end) => [end, take(`${end.left.id} out`, end.thickness)]),
  );
  const reaching = new Map(
    ends
      .toSorted((a, b) => a.left.y - b.left.y)
      .map((end) => [end, take(`${end.right.id} in`, end.thickness)]),
  );
  return ends.map((end) => {
    const { left, right, thickness, count } = end;
    const [x1, y1] = [left.x + boxWidth, left.y + (leaving.get(end) ?? 0)];
    const y2 = right.y + (reaching.get(end) ?? 0);
    const middle = (x1 + right.x) / 2;
    const path = `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${right.x} ${y2}`;
    return { key: `${left.id} ${right.id}`, count, source: left.name, target: right.name, path, thickness };
  });
}
