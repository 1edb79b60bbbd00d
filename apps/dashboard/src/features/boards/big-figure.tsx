import type { ItemAnswer } from '../../api/boards.ts';
import { useMoney } from '../../api/use-money.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { Delta } from '../overview/delta.tsx';
import { figuresOf } from '../settings/alerts/figures.ts';
import { unitOf } from './figure-unit.ts';

/** One number with its name, in its unit, and its change against the period before. */
export function BigFigure({ figure, answer }: { readonly figure: string; readonly answer: ItemAnswer }) {
  const { t, format } = useI18n();
  const m = useManageTexts();
  const money = useMoney();
  const { report = '', query = {}, value = null, previous = null } = answer;
  const label = figuresOf({ report, query }, t, m).find((one) => one.value === figure)?.label;
  const unit = unitOf(figure, query);
  const write = (number: number, isExact: boolean) => {
    if (unit === 'money') return isExact ? money.exact(number) : money.short(number);
    if (unit === 'percent') return isExact ? `${format.exact(number)} %` : format.percent(number);
    if (unit === 'seconds') return isExact ? `${format.exact(number)} s` : format.duration(number);
    return isExact ? format.exact(number) : format.short(number);
  };
  return (
    <p className="board-figure">
      <span className="muted">{label ?? figure}</span>
      <span className="board-figure__value number" title={value === null ? undefined : write(value, true)}>
        {value === null ? '–' : write(value, false)}
      </span>
      {value !== null && previous !== null && (
        <Delta value={value} previous={previous} title={t('compare.to', { value: write(previous, true) })} />
      )}
    </p>
  );
}
