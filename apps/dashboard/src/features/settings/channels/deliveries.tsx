import { useState } from 'react';
import { useMayChange } from '../../../api/use-project.ts';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { reasonOf } from '../problems.ts';
import { ActionButton } from '../row-buttons.tsx';
import { type ThingFact, ThingsCard } from '../things-card.tsx';
import { useSend, useThings } from '../use-things.ts';
import { useZoned } from '../use-zoned.ts';
import { answerText } from './answer-text.ts';

interface Delivery {
  readonly id: string;
  readonly channelId: string;
  readonly message: {
    readonly type?: 'alert' | 'digest' | 'test';
    readonly state?: 'ok' | 'firing' | 'no_data';
    readonly alert?: { readonly name: string };
    readonly digest?: { readonly name: string };
  };
  readonly status: 'pending' | 'sending' | 'sent' | 'failed' | 'unknown';
  readonly attempts: number;
  readonly answerStatus: number | null;
  readonly answer: string | null;
  readonly dueAt: string | null;
  readonly createdAt: string;
}

export interface DeliveriesProps {
  readonly title: string;
  readonly channels: readonly { readonly id: string; readonly name: string }[];
  /** The alert or digest that they are about; default: all of the project. */
  readonly subjectId?: string;
}

const step = 20;
/** While a message is on its way, and while none is. */
const [soonMs, laterMs] = [1_000, 15_000];

/** What was sent and is to be, with what the receivers answered; once over, it can be sent again. */
export function Deliveries({ title, channels, subjectId }: DeliveriesProps) {
  const { t } = useI18n();
  const m = useManageTexts();
  const mayChange = useMayChange();
  const send = useSend();
  const rowOf = useRow(channels);
  const [limit, setLimit] = useState(step);
  const [isMoving, setIsMoving] = useState(false);
  const deliveries = useThings<Delivery>('deliveries', {
    query: { limit, ...(subjectId !== undefined && { subjectId }) },
    refreshMs: isMoving ? soonMs : laterMs,
  });
  const moves = deliveries.data?.some(isOnItsWay) ?? false;
  if (moves !== isMoving) setIsMoving(moves);
  return (
    <>
      <ThingsCard
        title={title}
        asked={deliveries}
        keyOf={({ id }) => id}
        empty={m('deliveries.none')}
        problem={send.error ? reasonOf(send.error, t, m) : undefined}
        rowOf={(delivery) => ({
          ...rowOf(delivery),
          actions: mayChange && !isOnItsWay(delivery) && (
            <ActionButton
              label={m('deliveries.replay')}
              name={nameOf(delivery, m)}
              isBusy={send.isPending}
              onClick={() => send.mutate({ method: 'POST', path: `deliveries/${delivery.id}/replay` })}
            />
          ),
        })}
      />
      {deliveries.data?.length === limit && limit < 500 && (
        <button type="button" className="button things__more" onClick={() => setLimit(limit + step)}>
          {t('table.more')}
        </button>
      )}
    </>
  );
}

function isOnItsWay({ status }: Delivery): boolean {
  return status === 'pending' || status === 'sending';
}

const tones = { pending: 'quiet', sending: 'quiet', sent: 'good', failed: 'bad', unknown: 'bad' } as const;

function useRow(channels: DeliveriesProps['channels']) {
  const m = useManageTexts();
  const zoned = useZoned();
  return (delivery: Delivery) => {
    const { channelId, status, attempts, answerStatus, answer, dueAt, createdAt } = delivery;
    const answered = answerText(answerStatus, answer, m);
    const facts: ThingFact[] = [
      { label: m('deliveries.channel'), value: channels.find(({ id }) => id === channelId)?.name ?? '–' },
      { label: m('deliveries.at'), value: zoned(createdAt) },
      { label: m('deliveries.attempts'), value: attempts },
      ...(answered === '' ? [] : [{ label: m('deliveries.answer'), value: answered.slice(0, 200) }]),
      ...(dueAt === null || attempts === 0 ? [] : [{ label: m('deliveries.next'), value: zoned(dueAt) }]),
    ];
    return {
      title: nameOf(delivery, m),
      badge: { text: m(`delivery.${status}`), tone: tones[status] },
      facts,
    };
  };
}

function nameOf({ message }: Delivery, m: ReturnType<typeof useManageTexts>): string {
  const { type, alert, digest, state } = message;
  if (type === 'alert' && state) return `${alert?.name ?? ''}: ${m(`alert.${state}`)}`;
  if (type === 'digest') return digest?.name ?? '';
  return m('deliveries.test');
}
