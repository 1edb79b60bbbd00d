import { Popover } from '@base-ui/react/popover';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { askReport } from '../../api/reports.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { reasonOf } from '../../ui/reason.ts';
import { daysOf, presets, type RangeChoice } from './date-range.ts';
import { useReporting } from './reporting-context.tsx';

/** The range: a preset, or two days. */
export function RangePicker() {
  const { t, format } = useI18n();
  const { state, days, today, change } = useReporting();
  const { timezone } = useApi().project;
  const [isOpen, setIsOpen] = useState(false);
  const label =
    typeof state.range === 'string'
      ? t(`range.${state.range}`)
      : days.from === days.to
        ? format.day(days.from)
        : `${format.day(days.from)} – ${format.day(days.to)}`;
  const choose = (range: RangeChoice) => {
    change({ range, interval: undefined });
    setIsOpen(false);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger className="button" aria-label={`${t('range.label')}: ${label} ${timezone}`}>
        <Icon name="calendar" />
        {`${label} `}
        <span className="range-picker__zone muted">{timezone}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="popup-layer" sideOffset={6} align="end">
          <Popover.Popup className="popup range-picker" aria-label={t('range.label')}>
            {presets.map((preset) => (
              <button
                key={preset}
                type="button"
                className="menu-item"
                aria-pressed={state.range === preset}
                onClick={() => choose(preset)}
                title={spanOf(preset, today, format.day)}
              >
                {t(`range.${preset}`)}
              </button>
            ))}
            <AllTime today={today} onChoose={choose} />
            <div className="menu-line" />
            <CustomRange initial={days} today={today} onChoose={choose} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface AllTimeProps {
  readonly today: string;
  readonly onChoose: (range: RangeChoice) => void;
}

/** From the month of the first event until today; which that is, is asked when it is pressed. */
function AllTime({ today, onChoose }: AllTimeProps) {
  const { t } = useI18n();
  const { http, project } = useApi();
  const first = useMutation({
    mutationFn: async () => {
      const question = { startDate: '1970-01-01', endDate: today, interval: 'month' } as const;
      const { data } = await askReport(http, project.id, 'timeseries', question);
      return data.find(({ total_events }) => total_events > 0)?.date.slice(0, 10) ?? today;
    },
    onSuccess: (from) => onChoose({ from, to: today }),
  });
  return (
    <>
      <button type="button" className="menu-item" disabled={first.isPending} onClick={() => first.mutate()}>
        {t('range.all')}
      </button>
      {first.error && (
        <p className="range-picker__error" role="alert">
          {reasonOf(first.error, t)}
        </p>
      )}
    </>
  );
}

function spanOf(choice: RangeChoice, today: string, day: (day: string) => string): string {
  const { from, to } = daysOf(choice, today);
  return from === to ? day(from) : `${day(from)} – ${day(to)}`;
}

interface CustomRangeProps {
  readonly initial: { readonly from: string; readonly to: string };
  readonly today: string;
  readonly onChoose: (range: RangeChoice) => void;
}

function CustomRange({ initial, today, onChoose }: CustomRangeProps) {
  const { t } = useI18n();
  const [from, setFrom] = useState(initial.from);
  const [to, setTo] = useState(initial.to);
  const isInvalid = from > to;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isInvalid) onChoose({ from, to });
  };
  return (
    <form className="range-picker__custom" onSubmit={submit} aria-label={t('range.custom')}>
      <label className="field">
        {t('range.from')}
        <input
          className="input"
          type="date"
          required
          max={today}
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
      </label>
      <label className="field">
        {t('range.to')}
        <input
          className="input"
          type="date"
          required
          max={today}
          value={to}
          onChange={({ target }) => setTo(target.value)}
        />
      </label>
      {isInvalid && (
        <p className="range-picker__error" role="alert">
          {t('range.invalid')}
        </p>
      )}
      <button type="submit" className="button" disabled={isInvalid}>
        {t('range.apply')}
      </button>
    </form>
  );
}
