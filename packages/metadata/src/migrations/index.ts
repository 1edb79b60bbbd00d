import { projects } from './0001-projects.ts';
import { peopleAndReports } from './0002-people-and-reports.ts';
import { salts } from './0003-salts.ts';
import { segments } from './0004-segments.ts';
import { linksAndPeople } from './0005-links-and-people.ts';
import { alerts } from './0006-alerts.ts';
import { channels } from './0007-channels.ts';
import { boards } from './0008-boards.ts';
import { gauges } from './0009-gauges.ts';
import { inbox } from './0010-inbox.ts';
import { rates } from './0011-rates.ts';
import { digests } from './0012-digests.ts';
import { accounts } from './0013-accounts.ts';
import type { Migration } from './migration.ts';

/** In the order in which they are applied. Add at the end; never change what was released. */
export const migrations: readonly Migration[] = [
  projects,
  peopleAndReports,
  salts,
  segments,
  linksAndPeople,
  alerts,
  channels,
  boards,
  gauges,
  inbox,
  rates,
  digests,
  accounts,
];
