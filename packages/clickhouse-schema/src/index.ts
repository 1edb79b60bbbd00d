export { createMaterializedView, createTable, type DdlTarget, type TableDefinition } from './ddl.ts';
export { sessionsFromEvents } from './migrations/0001-events.ts';
export { type Migration, migrations } from './migrations/index.ts';
export type {
  BotEventRow,
  EventRow,
  GroupRow,
  IngestCounterRow,
  ProfileChangeKind,
  ProfileChangeRow,
} from './rows.ts';
