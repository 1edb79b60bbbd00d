import type { RetentionData } from '@gatrix/analytics-protocol/insights';
import { useMemo, useState } from 'react';
import type { RetentionQuery } from '../../api/reports.ts';
import { CsvButton } from '../../ui/csv-button.tsx';
import { Figures } from '../../ui/figures.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { fieldLabel, valueLabel } from '../reporting/values.ts';
import { KeepPeople } from '../segments/keep-people.tsx';
import { cellPeople } from './cell-people.ts';
import { columnNames, columnOf } from './columns.ts';
import { GroupTable } from './group-table.tsx';
import { groupsOf } from './groups.ts';
import { HeatTable } from './heat-table.tsx';
import { RetentionCurve } from './retention-curve.tsx';
import { headlines, type Retention } from './use-retention.ts';

export interface RetentionResultProps extends Retention {
  readonly data: RetentionData;
  readonly asking: RetentionQuery;
}

const maxFigures = 8;

/** The averages that are talked of, the curve, the groups that are compared, and each cohort. */
export function RetentionResult({ data, asking, ...retention }: RetentionResultProps) {
  const { t, format } = useI18n();
  const { period, criterion, cohort, breakdown } = retention;
  const groups = useMemo(
    () =>
      groupsOf(data, {
        all: t('retention.all'),
        others: t('explore.others'),
        valueOf: (name) => valueLabel(breakdown ?? '', name, t, format),
      }),
    [data, breakdown, t, format],
  );
  const columns = useMemo(() => columnNames(data), [data]);
  const [picked, setPicked] = useState<{ readonly date: string; readonly index: number }>();
  const { startEvent, returnEvent, filters } = asking;
  const question = { period, criterion, cohort, startEvent, returnEvent, filters };
  const cellName = ({ date, index }: { readonly date: string; readonly index: number }) =>
    t('segments.cell', {
      cohort: format.tick(date, period),
      unit: t(`retention.${period}`),
      n: columns[index] ?? '',
    });
  const short = (n: string) => t(`retention.short.${period}`, { n });
  const shown = data.brackets ? columns.slice(1).map((_, index) => index + 1) : headlines[period];
  const figures = shown.slice(0, maxFigures).flatMap((index) => {
    const value = data.average[index];
    if (value === undefined) return [];
    const label = short(columns[index] ?? '');
    const term = 'average' as const;
    if (value === null) return [{ label, term, value: '–', exact: t('retention.notYet') }];
    return [{ label, term, value: format.percent(value), exact: `${format.exact(value)} %` }];
  });
  return (
    <>
      <Figures label={t('retention.headline')} figures={figures} />
      <section className="card card--plain">
        <div className="card__body">
          <h2>{t('retention.curve')}</h2>
          <RetentionCurve groups={groups} period={period} columns={columns} />
        </div>
      </section>
      {breakdown && (
        <section className="card card--plain">
          <div className="card__body">
            <GroupTable field={fieldLabel(breakdown, t)} groups={groups} period={period} columns={columns} />
            <div className="card__foot">
              <CsvButton
                name="retention-groups"
                csv={() => ({
                  header: [
                    fieldLabel(breakdown, t),
                    t('retention.size'),
                    ...columns.map((n) => `${short(n)} %`),
                  ],
                  rows: groups.map(({ label, size, average }) => [
                    label,
                    size,
                    ...average.map((value) => value ?? ''),
                  ]),
                })}
              />
            </div>
          </div>
        </section>
      )}
      <section className="card card--plain">
        <div className="card__body">
          <HeatTable data={data} period={period} onPick={(date, index) => setPicked({ date, index })} />
          {picked && (
            <div className="retention-picked">
              <span>{cellName(picked)}</span>
              <KeepPeople
                key={`${picked.date} ${picked.index}`}
                name={cellName(picked)}
                definition={() =>
                  cellPeople(question, picked.date, columnOf((data.brackets ?? columns)[picked.index] ?? '0'))
                }
              />
            </div>
          )}
          <div className="card__foot">
            <CsvButton
              name="retention"
              csv={() => ({
                header: [
                  t('retention.cohortColumn'),
                  t('retention.size'),
                  ...columns.map((n) => `${t(`retention.${period}`)} ${n}`),
                ],
                rows: data.cohorts.map(({ date, size, values }) => [date, size, ...values]),
              })}
            />
          </div>
        </div>
      </section>
    </>
  );
}
