import type { MessageLanguage } from '@gatrix/analytics-protocol/insights';
import { type Action, actions, type Subject, subjects } from './note-words.ts';
import type { GatrixEvent } from './webhook-body.ts';

const maxNameLength = 200;

/** Which types of event are noted: the rest of the type says what happened. */
const families: readonly (readonly [pattern: RegExp, subject: Subject])[] = [
  [/^(?:feature_)?flag_(.+)$/, 'flag'],
  [/^release(?:_flow|_plan)?_(.+)$/, 'release'],
  [/^change_request_(applied|executed)$/, 'changeRequest'],
  [/^(?:game_world|client_version|service)_(maintenance_.+)$/, 'maintenance'],
  [/^(maintenance_.+)$/, 'maintenance'],
  [/^(?:client|app)_version_(.+)$/, 'version'],
];

/** What a note says of an event; undefined for types that are not noted. */
export function noteOf(event: GatrixEvent, language: MessageLanguage): string | undefined {
  const type = event.type.toLowerCase().replace(/[.\-\s]+/g, '_');
  for (const [pattern, subject] of families) {
    const happened = pattern.exec(type)?.[1];
    if (happened === undefined) continue;
    const name = nameOf(event, subject);
    const what = [subjects[subject][language], name].filter(Boolean).join(' ');
    const where = event.environment === null ? '' : ` (${oneLine(event.environment)})`;
    const who = event.by === null ? '' : ` · ${oneLine(event.by)}`;
    return `${what}: ${actionOf(event, happened, language)}${where}${who}`;
  }
  return undefined;
}

function actionOf(event: GatrixEvent, happened: string, language: MessageLanguage): string {
  const action = switchOf(event, happened) ?? happened;
  return isAction(action) ? actions[action][language] : oneLine(action.replaceAll('_', ' '));
}

/** A flag may be switched by an update: what it was before tells. */
function switchOf({ data, dataBefore }: GatrixEvent, happened: string): Action | undefined {
  if (happened !== 'updated' && happened !== 'toggled') return undefined;
  const before = { ...objectOf(data.oldValues), ...dataBefore };
  const [is, was] = [data.isEnabled ?? data.enabled, before.isEnabled ?? before.enabled];
  if (typeof is !== 'boolean' || is === was) return undefined;
  return is ? 'enabled' : 'disabled';
}

function isAction(text: string): text is Action {
  return Object.hasOwn(actions, text);
}

const nameFields: Readonly<Record<Subject, readonly string[]>> = {
  flag: ['flagName', 'flagKey', 'key', 'name'],
  release: ['flowName', 'releaseName', 'name', 'title', 'flagName'],
  changeRequest: ['title', 'name'],
  maintenance: ['name', 'worldId', 'clientVersion', 'title'],
  version: ['clientVersion', 'appVersion', 'version', 'name'],
};

/** What is deleted is named by what it was. */
function nameOf({ data, dataBefore }: GatrixEvent, subject: Subject): string | undefined {
  for (const known of [data, dataBefore, objectOf(data.oldValues)]) {
    const name = nameFields[subject].map((field) => textIn(known, field)).find((text) => text !== undefined);
    const platform = subject === 'version' ? textIn(known, 'platform') : undefined;
    if (name !== undefined) return platform === undefined ? name : `${platform} ${name}`;
  }
  return undefined;
}

function textIn(known: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = Object.hasOwn(known, field) ? known[field] : undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return oneLine(String(value)) || undefined;
}

function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length <= maxNameLength ? line : `${[...line].slice(0, maxNameLength - 1).join('')}…`;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
