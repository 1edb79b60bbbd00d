import type { ChartLine } from './line-data.ts';
import { lineColor } from './options.ts';
import './time-chart.css';

/** Which colour each line has. Reading aloud needs none: the chart says the names with the values. */
export function ChartLegend({ lines }: { readonly lines: readonly ChartLine[] }) {
  return (
    <div className="chart__legend" aria-hidden="true">
      {lines.map(({ label }, index) => (
        <span key={label} className="chart__legend-item">
          <span className="chart__key" style={{ background: `var(${lineColor(lines, index)})` }} />
          {label}
        </span>
      ))}
    </div>
  );
}
