import { type Cell, saveFile, toCsv } from './csv.ts';
import { useI18n } from './i18n/i18n-context.tsx';
import { Icon } from './icons.tsx';

export interface Csv {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Saves what a report shows, to the last digit. Without anything to save it cannot be pressed. */
export function CsvButton({ name, csv }: { readonly name: string; readonly csv: (() => Csv) | undefined }) {
  const { t } = useI18n();
  const save = () => {
    if (!csv) return;
    const { header, rows } = csv();
    saveFile(`${name}.csv`, toCsv(header, rows));
  };
  return (
    <button type="button" className="button" disabled={!csv} onClick={save}>
      <Icon name="download" />
      {t('table.export')}
    </button>
  );
}
