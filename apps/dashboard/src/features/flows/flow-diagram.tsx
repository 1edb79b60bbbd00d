import type { FlowsData } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { layoutFlow } from './layout.ts';

export interface FlowDiagramProps {
  readonly data: FlowsData;
  readonly direction: 'after' | 'before';
}

const minColumnWidth = 230;
/** Of a diagram with few columns, where the page has room. */
const wideWidth = 900;
const labelWidth = 215;
const height = 380;

/** A Sankey diagram; the list of paths below says the same in words. */
export function FlowDiagram({ data, direction }: FlowDiagramProps) {
  const { t, format } = useI18n();
  const steps = Math.max(1, ...data.nodes.map(({ step }) => step));
  const size = useMemo(() => {
    const width = Math.max(steps * minColumnWidth, window.innerWidth > 1_200 ? wideWidth : 0);
    return { width, height, boxWidth: 12, gap: 18 };
  }, [steps]);
  const { boxes, bands } = useMemo(() => layoutFlow(data, direction, size), [data, direction, size]);
  const nameOf = (name: string) => (name === '(other)' ? t('flows.other') : name);
  return (
    <ScrollRegion className="flow-scroll" label={t('flows.title')}>
      <svg
        className="flow"
        viewBox={`0 -10 ${size.width + labelWidth} ${height + 30}`}
        style={{ minWidth: size.width + labelWidth }}
        role="img"
        aria-label={t('flows.title')}
      >
        {bands.map(({ key, path, thickness, source, target, count }) => (
          <path key={key} d={path} strokeWidth={thickness} className="flow__band">
            <title>{`${nameOf(source)} → ${nameOf(target)}: ${format.exact(count)}`}</title>
          </path>
        ))}
        {boxes.map(({ id, name, count, x, y, height: boxHeight }) => (
          <g key={id}>
            <rect x={x} y={y} width={12} height={boxHeight} rx={3} className="flow__box">
              <title>{`${nameOf(name)}: ${format.exact(count)}`}</title>
            </rect>
            <text x={x + 18} y={y + Math.max(4, Math.min(boxHeight / 2, 20))} className="flow__name">
              {shortened(nameOf(name))}
              <tspan className="flow__count"> {format.short(count)}</tspan>
            </text>
          </g>
        ))}
      </svg>
    </ScrollRegion>
  );
}

function shortened(name: string): string {
  return name.length > 22 ? `${name.slice(0, 21)}…` : name;
}
