import type { ManageTranslate } from '../../../ui/i18n/manage-texts.ts';

/** The changes that the log has, by the names of their endpoints. */
export const actions = [
  ...['createProject', 'updateProject'],
  ...['createClient', 'updateClient', 'rotateSecret', 'revokeClient'],
  'createAccount',
  ...['setMember', 'removeMember', 'createInvitation', 'deleteInvitation', 'acceptInvitation'],
  ...['createSavedReport', 'updateSavedReport', 'deleteSavedReport'],
  ...['createBoard', 'updateBoard', 'deleteBoard', 'createShareLink', 'revokeShareLink'],
  ...['createSegment', 'updateSegment', 'deleteSegment', 'uploadSegmentList'],
  ...['createAlert', 'updateAlert', 'deleteAlert'],
  ...['createChannel', 'updateChannel', 'testChannel', 'deleteChannel', 'replayDelivery'],
  ...['createDigest', 'updateDigest', 'sendDigest', 'deleteDigest'],
  ...['createGauge', 'updateGauge', 'deleteGauge', 'createToken', 'revokeToken'],
  ...['createAnnotation', 'updateAnnotation', 'deleteAnnotation'],
  ...['putRates', 'deleteRate', 'deleteRates', 'deletePerson', 'deleteDevice'],
  ...['undoImport', 'storeImportedTotals', 'noteGatrixEvent', 'findStoredMessages'],
] as const;

const verbs = [
  ...(['create', 'update', 'delete', 'revoke', 'set', 'remove', 'put', 'accept', 'undo'] as const),
  ...(['test', 'send', 'replay', 'rotate', 'upload', 'note', 'find', 'store'] as const),
];
const nouns = [
  ...(['Project', 'Client', 'Secret', 'Account', 'Member', 'Invitation', 'Import', 'Rate', 'Rates'] as const),
  ...([
    'SavedReport',
    'Segment',
    'SegmentList',
    'ShareLink',
    'Alert',
    'Board',
    'Channel',
    'Delivery',
  ] as const),
  ...([
    'Digest',
    'Gauge',
    'Token',
    'Annotation',
    'Person',
    'Device',
    'GatrixEvent',
    'StoredMessages',
    'ImportedTotals',
  ] as const),
];

/** An action in the reader's words; its own name where the page has none for it. */
export function actionText(action: string, m: ManageTranslate): string {
  const [, did, what] = /^([a-z]+)([A-Z]\w*)$/.exec(action) ?? [];
  const verb = verbs.find((known) => known === did);
  const noun = nouns.find((known) => known === what);
  if (!verb || !noun) return action;
  return m('audit.did', { noun: m(`noun.${noun}`), verb: m(`verb.${verb}`) });
}

/** Who did it: a person by the name or the id, and what is no person by what it is. */
export function actorText(actor: string, m: ManageTranslate, name?: string | null): string {
  const [, kind, id = ''] = /^(user|client|token):(.*)$/s.exec(actor) ?? [];
  if (kind === 'client') return m('audit.client', { id });
  if (kind === 'token') return m('audit.token', { id });
  return kind === 'user' ? (name ?? id) : actor;
}
