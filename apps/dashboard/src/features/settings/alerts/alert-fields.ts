import type { Translate } from '../../../ui/i18n/locale.ts';
import type { ManageTranslate } from '../../../ui/i18n/manage-texts.ts';
import type { Field, Values } from '../fields.tsx';
import { ops } from './alert.ts';
import { figuresOf, intervalsOf, type Watchable } from './figures.ts';

/** What is watched: the figure of a report and by which buckets. A segment has one figure, its size. */
export function watchFields(watched: Watchable, t: Translate, m: ManageTranslate): Field[] {
  const figures = figuresOf(watched, t, m);
  return [
    ...(figures.length === 0
      ? []
      : [
          {
            ...{ kind: 'choice' as const, name: 'figure', label: m('alerts.figure'), options: figures },
            at: ['watch.figure', 'watch', 'steps', 'series'],
          },
        ]),
    {
      ...{ kind: 'choice', name: 'interval', label: m('alerts.interval') },
      options: intervalsOf(watched).map((value) => ({ value, label: m(`every.${value}`) })),
    },
  ];
}

/** When it fires. */
export function conditionFields({ kind = 'change' }: Values, m: ManageTranslate): Field[] {
  const op: Field = {
    ...{ kind: 'choice', name: 'op', label: m('alerts.op') },
    options: ops.map((value) => ({ value, label: m(`op.${value}`) })),
  };
  return [
    {
      ...{ kind: 'choice', name: 'kind', label: m('alerts.when'), at: ['condition.kind'] },
      options: (['change', 'threshold', 'band'] as const).map((value) => ({
        ...{ value, label: m(`when.${value}`) },
      })),
    },
    ...(kind === 'threshold' ? [op, number('value', m('alerts.value'))] : []),
    ...(kind === 'change'
      ? [op, { ...number('percent', m('alerts.percent')), hint: m('alerts.percentHint'), min: -100 }]
      : []),
    ...(kind === 'band' ? bandFields(m) : []),
  ];
}

function bandFields(m: ManageTranslate): Field[] {
  return [
    {
      ...{ kind: 'choice', name: 'side', label: m('alerts.side'), hint: m('alerts.bandHint') },
      options: (['outside', 'above', 'below'] as const).map((value) => ({
        ...{ value, label: m(`side.${value}`) },
      })),
    },
    { ...number('weeks', m('alerts.weeks')), step: 1, min: 3, max: 12 },
    { ...number('width', m('alerts.width')), min: 0.5, max: 20 },
  ];
}

function number(name: string, label: string) {
  const at = [`condition.${name}`];
  return { ...{ kind: 'number' as const, name, label, at }, isRequired: true, step: 'any' as const };
}
