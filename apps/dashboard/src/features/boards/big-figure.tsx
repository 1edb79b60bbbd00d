import type { ItemAnswer } from '../../api/boards.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { Delta } from '../overview/delta.tsx';
import { useFigureTexts } from '../settings/alerts/figure-unit.ts';
import { figuresOf } from '../settings/alerts/figures.ts';

/** One number with its name, in its unit, and its change against the period before. */
export function BigFigure({ figure, answer }: { readonly figure: string; readonly answer: ItemAnswer }) {
  const { t } = useI18n();
  const m = useManageTexts();
  const { report = '', query = {}, value = null, previous = null } = answer;
  const label = figuresOf({ report, query }, t, m).find((one) => one.value === figure)?.label;
  const write = useFigureTexts(figure, query);
  return (
    <p className="board-figure">
      <span className="muted">{label ?? figure}</span>
      <span className="board-figure__value number" title={value === null ? undefined : write.exact(value)}>
        {value === null ? '–' : write.short(value)}
      </span>
      {value !== null && previous !== null && (
        <Delta value={value} previous={previous} title={t('compare.to', { value: write.exact(previous) })} />
      )}
    </p>
  );
}
