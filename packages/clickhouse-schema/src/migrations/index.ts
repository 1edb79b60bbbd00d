import type { DdlTarget } from '../ddl.ts';
import { events } from './0001-events.ts';
import { profiles } from './0002-profiles.ts';
import { operations } from './0003-operations.ts';
import { live } from './0010-live.ts';
import { sealedDays } from './0020-sealed-days.ts';
import { sessions } from './0021-sessions.ts';
import { dayTotals } from './0022-day-totals.ts';
import { lateEvents } from './0023-late-events.ts';
import { daySeams } from './0024-day-seams.ts';
import { totalsByValue } from './0025-totals-by-value.ts';
import { messageSequence } from './0026-sequence.ts';
import { displacedIds } from './0027-displaced-ids.ts';
import { persons } from './0028-persons.ts';
import { acquisition } from './0029-acquisition.ts';
import { deletedProjects } from './0030-deleted-projects.ts';
import { listedIds } from './0031-listed-ids.ts';
import { storedRows } from './0032-stored-rows.ts';
import { imports } from './0033-imports.ts';
import { currencies } from './0034-currencies.ts';
import { convertedSums } from './0035-converted-sums.ts';
import { rowsForFilters } from './0036-rows-for-filters.ts';
import { importedTotals } from './0037-imported-totals.ts';
import { eventOffsets } from './0038-event-offsets.ts';
import { townNames } from './0039-town-names.ts';
import { newestProfiles } from './0040-newest-profile.ts';
import { personsOfDays } from './0041-persons-of-days.ts';
import { compressedFacts } from './0042-compressed-facts.ts';
import { dividedDays } from './0043-divided-days.ts';

export interface Migration {
  readonly id: string;
  statements(target: DdlTarget): string[];
}

/** In the order they run. A migration that has shipped is never changed; a new one follows it. */
export const migrations: readonly Migration[] = [
  events,
  profiles,
  operations,
  live,
  sealedDays,
  sessions,
  dayTotals,
  lateEvents,
  daySeams,
  totalsByValue,
  messageSequence,
  displacedIds,
  persons,
  acquisition,
  deletedProjects,
  listedIds,
  storedRows,
  imports,
  currencies,
  convertedSums,
  rowsForFilters,
  importedTotals,
  eventOffsets,
  townNames,
  newestProfiles,
  personsOfDays,
  compressedFacts,
  dividedDays,
];
