import type { AnswerMoney } from '@gatrix/analytics-protocol/insights';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';

/** What no amount above has in it, since its currency has no rate. */
export function MoneyNote({ money }: { readonly money: AnswerMoney | undefined }) {
  const { t, format } = useI18n();
  if (!money || money.unconverted.length === 0) return null;
  const amounts = money.unconverted.map(({ currency, amount }) => format.exactMoney(amount, currency));
  return (
    <p className="muted" role="note" data-testid="unconverted">
      {t('money.unconverted', { amounts: format.list(amounts), currency: money.currency })}
    </p>
  );
}
