import type { ItemAnswer } from '../../api/boards.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';

const charted = ['timeseries', 'query', 'funnel', 'retention', 'monetization', 'flows', 'activeUsers'];

export function isCharted(report: string): boolean {
  return charted.includes(report);
}

type Answer = NonNullable<ItemAnswer['answers']>[number];

/** The numbers of an answer that has no chart, by the names that the API gives them. */
export function AnswerTable({ answer: { report, data } }: { readonly answer: Answer }) {
  const { format } = useI18n();
  const rows = (Array.isArray(data) ? data : [data]).filter(isRow);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) =>
    rows.some((row) => isPlain(row[name])),
  );
  const textOf = (value: unknown) =>
    typeof value === 'number' ? format.exact(value) : isPlain(value) ? String(value) : '';
  return (
    <section className="card card--plain" aria-label={report}>
      <ScrollRegion className="card__body table-scroll" label={report}>
        <table className="table">
          <thead>
            <tr>
              {names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {names.map((name) => (
                  <td key={name} className={typeof row[name] === 'number' ? 'number' : undefined}>
                    {textOf(row[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
