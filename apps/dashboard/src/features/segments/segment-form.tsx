import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { type Segment, sizeOfDefinition } from '../../api/segments.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { reasonOf } from '../../ui/reason.ts';
import { ConditionsEditor } from './conditions-editor.tsx';
import { conditionsOf, definitionOf, newConditions } from './definition.ts';
import { useSegmentChanges } from './use-segments.ts';

export interface SegmentFormProps {
  /** Undefined for a new one. */
  readonly segment: Segment | undefined;
  readonly mayChange: boolean;
  /** With the id of what was saved, or nothing where it was deleted. */
  readonly onDone: (id: string | undefined) => void;
}

/** A segment's name and conditions, and how many people they are true of. */
export function SegmentForm({ segment, mayChange, onDone }: SegmentFormProps) {
  const { t, format } = useI18n();
  const { http, project } = useApi();
  const [name, setName] = useState(segment?.name ?? '');
  const [conditions, setConditions] = useState(() => conditionsOf(segment?.definition ?? newConditions.did));
  const { create, update, remove } = useSegmentChanges();
  const count = useMutation({
    mutationFn: () => sizeOfDefinition(http, project.id, definitionOf(conditions)),
  });
  const failed = create.error ?? update.error ?? remove.error ?? count.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const sent = { name: name.trim(), definition: definitionOf(conditions) };
    const options = { onSuccess: ({ id }: { readonly id: string }) => onDone(id) };
    if (segment) update.mutate({ id: segment.id, ...sent }, options);
    else create.mutate(sent, options);
  };
  return (
    <section className="card card--plain" aria-label={segment?.name ?? t('segments.new')}>
      <form className="card__body segment-form" onSubmit={submit}>
        <label className="field">
          {t('saved.name')}
          <input
            className="input"
            required
            maxLength={255}
            pattern=".*\S.*"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <ConditionsEditor
          conditions={conditions}
          segmentId={segment?.id}
          onChange={(next) => {
            count.reset();
            setConditions(next);
          }}
        />
        <div className="segment-form__foot">
          {mayChange && (
            <button
              type="submit"
              className="button button--primary"
              disabled={create.isPending || update.isPending || conditions.list.length === 0}
            >
              {t('saved.save')}
            </button>
          )}
          <button
            type="button"
            className="button"
            disabled={count.isPending || conditions.list.length === 0}
            onClick={() => count.mutate()}
          >
            {t('segments.count')}
          </button>
          {segment && mayChange && (
            <ConfirmButton
              label={t('saved.delete')}
              question={t('saved.deleteAsk', { name: segment.name })}
              onConfirm={() => remove.mutate(segment.id, { onSuccess: () => onDone(undefined) })}
            />
          )}
          <span role="status" className="number">
            {count.data &&
              t('segments.size', {
                size: format.exact(count.data.size),
                people: format.exact(count.data.people),
              })}
          </span>
        </div>
        {failed && (
          <p role="alert" className="segment-problem">
            {t('clients.failed', { reason: reasonOf(failed, t) })}
          </p>
        )}
      </form>
    </section>
  );
}
