import { useState } from 'react';
import type { EveryRow } from '../../api/api-context.tsx';
import { type Cell, saveFile, toCsv } from '../../ui/csv.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { reasonOf } from '../../ui/reason.ts';
import type { RowsColumn } from './rows-column.ts';

export interface RowsFileOf<Row> {
  readonly name: string;
  /** Asks for all of them; `told` hears how many are there. */
  readonly every: (told: (count: number) => void) => Promise<EveryRow<Row>>;
}

export interface RowsFileProps<Row> {
  readonly file: RowsFileOf<Row>;
  readonly columns: readonly RowsColumn<Row>[];
}

/** Saves all rows of a list as CSV, and says meanwhile how many there are so far. */
export function RowsFile<Row>({ file, columns }: RowsFileProps<Row>) {
  const { t, format } = useI18n();
  const [count, setCount] = useState<number>();
  const [told, setTold] = useState('');
  const save = async () => {
    setTold('');
    setCount(0);
    try {
      const { rows, isCut } = await file.every(setCount);
      const header = columns.map(({ label, fileLabel = label }) => fileLabel);
      const lines = rows.map((row) => columns.map((column) => textOf(column, row)));
      saveFile(`${file.name}.csv`, toCsv(header, lines));
      if (isCut) setTold(t('table.fileCut', { count: format.exact(rows.length) }));
    } catch (error) {
      setTold(t('table.fileFailed', { reason: reasonOf(error, t) }));
    } finally {
      setCount(undefined);
    }
  };
  return (
    <>
      <button type="button" className="button" disabled={count !== undefined} onClick={() => void save()}>
        <Icon name="download" />
        {count === undefined ? t('list.export') : t('table.rows', { count: format.exact(count) })}
      </button>
      {told !== '' && <span role="alert">{told}</span>}
    </>
  );
}

function textOf<Row>({ cell, text }: RowsColumn<Row>, row: Row): Cell {
  if (text) return text(row);
  const content = cell(row);
  return typeof content === 'string' || typeof content === 'number' ? content : '';
}
