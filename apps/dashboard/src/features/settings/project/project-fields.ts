import type { Translate } from '../../../ui/i18n/locale.ts';
import type { Field, Values } from '../fields.tsx';

/** What a project is called, whose pages may send, and by which clock its days begin. */
export function projectFields(t: Translate): Field[] {
  return [
    { kind: 'text', name: 'name', label: t('clients.name'), isRequired: true, maxLength: 255 },
    {
      ...{ kind: 'text', name: 'domain', label: t('setUp.domain'), maxLength: 255 },
      placeholder: 'game.example.com',
    },
    {
      ...{ kind: 'text', name: 'timezone', label: t('setUp.timezone'), isRequired: true },
      hint: t('setUp.domainHint'),
      suggestions: Intl.supportedValuesOf('timeZone'),
    },
  ];
}

export function projectIn({ name = '', domain = '', timezone = '' }: Values) {
  return { name, domain, timezone };
}

/** The zone of the reader's own clock, for a project that has none yet. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
