import type { MessageKey } from '../../ui/i18n/en.ts';

const ofVisit = /^(session\.)?(channel|referrer(_name|_type)?|utm_\w+)$/;

/** Whose source it is that a figure is put down to, by the field it is broken down by. */
export function attributionOf(field: string): MessageKey {
  if (field.startsWith('first.')) return 'attribution.first';
  return ofVisit.test(field) ? 'attribution.visit' : 'attribution.event';
}
