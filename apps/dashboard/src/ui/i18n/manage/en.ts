import { enAlerts } from './en-alerts.ts';
import { enImports } from './en-imports.ts';
import { enPeople } from './en-people.ts';
import { enProjects } from './en-projects.ts';

/** The texts of pages that manage a project. The other languages must have the same keys. */
export const enManage = {
  'settings.zone': 'Times are in {zone}.',
  'settings.needsRole':
    'This page needs the role {needed}; yours is {yours}. An admin of the project can change that under Members.',
  'settings.readClient':
    'You are signed in as a client that may only read reports. Sign in as a person or as a root client to see this page.',
  'tab.members': 'Members',
  'tab.members.intro': 'Who may see and change the project.',
  'tab.share-links': 'Share links',
  'tab.share-links.intro': 'What is shown to people without an account.',
  'tab.channels': 'Channels',
  'tab.channels.intro': 'Where alerts and digests go.',
  'tab.digests': 'Digests',
  'tab.digests.intro': 'Boards and reports that are sent on a schedule.',
  'tab.project': 'Project',
  'tab.project.intro': 'Name, time zone, and other projects.',
  'tab.tokens': 'Tokens and gauges',
  'tab.tokens.intro': 'Figures for Prometheus, notes from Gatrix.',
  'tab.audit-log': 'Audit log',
  'tab.audit-log.intro': 'Who changed what, and when.',
  'alerts.intro': 'Figures that are watched.',

  'problem.required': 'This is needed.',
  'problem.tooLong': 'This is too long.',
  'problem.password': 'A password has 8 characters or more.',
  'problem.secret': 'A secret has 16 characters or more.',
  'problem.url': 'This must be an address that begins with https:// or http://, without a user name.',
  'problem.email': 'This is not a mail address.',
  'problem.timezone': 'This must be the name of a time zone, such as Asia/Seoul.',
  'problem.domain': 'This must be a domain, such as game.example.com.',
  'problem.range': 'This number is too small or too big.',
  'problem.number': 'This must be a number.',
  'problem.moment': 'This must be a day after 1970.',
  'problem.channel': 'This channel is not there any more.',
  'problem.source': 'This is not there any more.',
  'problem.signal': 'A signal of Gatrix cannot show a digest. Choose another channel.',
  'problem.owner': 'This is the owner of the project.',
  'problem.letters': 'Use letters, digits and underscores alone.',
  'problem.gaugeName': 'Another gauge of this project has this name.',
  'problem.figure': 'This report does not have this figure.',
  'problem.interval': 'This figure cannot be taken by this interval.',
  'problem.refused': 'The server does not take this: {reason}',
  'problem.forbidden': 'Your role may not do this any more.',
  'problem.gone': 'This is not there any more. Load the page again.',
  'problem.tooMany': 'That was tried too often. Wait a quarter of an hour.',
  'problem.unavailable': 'The server cannot do this at the moment. Try again.',
  'problem.inUse': 'This is still in use by {by}. Change or delete that first.',
  'problem.onItsWay': 'It is on its way already.',

  ...enImports,
  ...enPeople,
  ...enProjects,
  ...enAlerts,
} as const;

export type ManageKey = keyof typeof enManage;
export type ManageTexts = Readonly<Record<ManageKey, string>>;
