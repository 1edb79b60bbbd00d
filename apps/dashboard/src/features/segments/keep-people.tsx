import { Popover } from '@base-ui/react/popover';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import type { Definition } from '../../api/segments.ts';
import { useMayChange } from '../../api/use-project.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { reasonOf } from '../../ui/reason.ts';
import './segments.css';
import { useSegmentChanges } from './use-segments.ts';

export interface KeepPeopleProps {
  /** What is offered as a name. */
  readonly name: string;
  /** Who they are; may take its time, as an upload does. */
  readonly definition: () => Definition | Promise<Definition>;
}

/** Saves the people that a report shows as a segment. Not for those who may not change anything. */
export function KeepPeople(props: KeepPeopleProps) {
  const { t } = useI18n();
  if (!useMayChange()) return null;
  return (
    <Popover.Root>
      <Popover.Trigger className="button">
        <Icon name="users" />
        {t('segments.keep')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="popup-layer" sideOffset={6} align="end">
          <Popover.Popup className="popup" aria-label={t('segments.keep')}>
            <KeepForm {...props} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function KeepForm({ name: offered, definition }: KeepPeopleProps) {
  const { t, format } = useI18n();
  const [name, setName] = useState(offered.slice(0, 255));
  const [problem, setProblem] = useState('');
  const { create } = useSegmentChanges();
  const keep = async () => {
    setProblem('');
    try {
      await create.mutateAsync({ name: name.trim(), definition: await definition() });
    } catch (error) {
      setProblem(reasonOf(error, t));
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void keep();
  };
  if (create.data) {
    return (
      <p className="keep-people" role="status">
        {t('segments.kept', { size: format.exact(create.data.size) })}
        <Link to={{ pathname: '/segments', search: `?segment=${create.data.id}` }}>{create.data.name}</Link>
      </p>
    );
  }
  return (
    <form className="keep-people" onSubmit={submit}>
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
      <span className="muted">{t('segments.keepHint')}</span>
      {problem !== '' && (
        <p role="alert" className="segment-problem">
          {t('clients.failed', { reason: problem })}
        </p>
      )}
      <button type="submit" className="button button--primary" disabled={create.isPending}>
        {t('saved.save')}
      </button>
    </form>
  );
}
