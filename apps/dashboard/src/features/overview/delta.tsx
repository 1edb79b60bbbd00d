import { useI18n } from '../../ui/i18n/i18n-context.tsx';

export interface DeltaProps {
  readonly value: number;
  readonly previous: number;
  /** Falling is good. */
  readonly isInverse?: boolean | undefined;
  readonly title: string;
}

/** The change in percent against the period compared with. */
export function Delta({ value, previous, isInverse = false, title }: DeltaProps) {
  const { t, format } = useI18n();
  // Of nothing there is no percent.
  if (previous === 0) {
    return (
      <span className="delta" title={title}>
        –
      </span>
    );
  }
  const change = ((value - previous) / previous) * 100;
  const rounded = Math.round(Math.abs(change) * 10) / 10;
  if (rounded === 0) {
    return (
      <span className="delta" title={title}>
        ±0 % <span className="visually-hidden">{t('compare.same')}</span>
      </span>
    );
  }
  const isUp = change > 0;
  const isGood = isUp !== isInverse;
  const size = format.percent(rounded >= 10 ? Math.round(rounded) : rounded);
  return (
    <span className={`delta delta--${isGood ? 'good' : 'bad'}`} title={title}>
      <span aria-hidden="true">
        {isUp ? '↑' : '↓'} {size}
      </span>
      <span className="visually-hidden">{t(isUp ? 'compare.up' : 'compare.down', { value: size })}</span>
    </span>
  );
}
