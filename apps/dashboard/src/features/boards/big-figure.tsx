import type { ItemAnswer } from '../../api/boards.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Delta } from '../overview/delta.tsx';

export function BigFigure({ figure, answer }: { readonly figure: string; readonly answer: ItemAnswer }) {
  const { t, format } = useI18n();
  const { value = null, previous = null } = answer;
  return (
    <p className="board-figure">
      <span className="muted">{figure}</span>
      <span className="board-figure__value number" title={value === null ? undefined : format.exact(value)}>
        {value === null ? '–' : format.short(value)}
      </span>
      {value !== null && previous !== null && (
        <Delta value={value} previous={previous} title={t('chart.previous')} />
      )}
    </p>
  );
}
