import { type FormEvent, useId, useState } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';

export interface ProjectFields {
  readonly name: string;
  readonly domain: string;
  readonly timezone: string;
}

export interface ProjectFormProps {
  readonly initial: ProjectFields;
  readonly action: string;
  readonly isBusy: boolean;
  readonly problem: string | undefined;
  readonly onSave: (fields: ProjectFields) => void;
}

/** What a project is called, whose pages may send, and by which clock its days begin. */
export function ProjectForm({ initial, action, isBusy, problem, onSave }: ProjectFormProps) {
  const { t } = useI18n();
  const [fields, setFields] = useState(initial);
  const zonesId = useId();
  const change = (patch: Partial<ProjectFields>) => setFields((known) => ({ ...known, ...patch }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({
      name: fields.name.trim(),
      domain: fields.domain.trim(),
      timezone: fields.timezone.trim(),
    });
  };
  return (
    <form className="project-form" onSubmit={submit}>
      <label className="field">
        {t('clients.name')}
        <input
          className="input"
          required
          maxLength={255}
          value={fields.name}
          onChange={({ target }) => change({ name: target.value })}
        />
      </label>
      <label className="field">
        {t('setUp.domain')}
        <input
          className="input"
          maxLength={255}
          placeholder="game.example.com"
          value={fields.domain}
          onChange={({ target }) => change({ domain: target.value })}
        />
      </label>
      <label className="field">
        {t('setUp.timezone')}
        <input
          className="input"
          required
          list={zonesId}
          value={fields.timezone}
          onChange={({ target }) => change({ timezone: target.value })}
        />
        <datalist id={zonesId}>
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </label>
      <button type="submit" className="button" disabled={isBusy}>
        {action}
      </button>
      <p className="muted project-form__hint">{t('setUp.domainHint')}</p>
      {problem !== undefined && (
        <p role="alert" className="clients__problem">
          {t('clients.failed', { reason: problem })}
        </p>
      )}
    </form>
  );
}
