import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import type { RetentionGroup } from './groups.ts';
import type { Period } from './use-retention.ts';

export interface GroupTableProps {
  /** What the groups are compared by. */
  readonly field: string;
  readonly groups: readonly RetentionGroup[];
  readonly period: Period;
  readonly columns: readonly string[];
}

/** A row per group, a column per period, as in the table of cohorts. */
export function GroupTable({ field, groups, period, columns }: GroupTableProps) {
  const { t, format } = useI18n();
  const scale = Math.max(25, ...groups.flatMap(({ average }) => average.slice(1).map((value) => value ?? 0)));
  return (
    <ScrollRegion className="heat-scroll" label={field}>
      <table className="heat number">
        <caption className="muted">{t('retention.groupsCaption')}</caption>
        <thead>
          <tr>
            <th scope="col">{field}</th>
            <th scope="col">{t('retention.size')}</th>
            {columns.map((n) => (
              <th scope="col" key={n} title={t(`retention.short.${period}`, { n })}>
                {n}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map(({ label, size, average }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td title={format.exact(size)}>{format.short(size)}</td>
              {average.map((value, index) =>
                value === null ? (
                  <td key={index} title={t('retention.notYet')}>
                    –
                  </td>
                ) : (
                  <td
                    key={index}
                    className="heat__cell"
                    style={{ '--heat': Math.min(100, (value / scale) * 100) }}
                  >
                    {format.percent(value)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
