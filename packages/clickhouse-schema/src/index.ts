export { type BackupPlace, backUpTables, refuseFilled, restoreTables } from './backup.ts';
export type { ClusterAccess } from './cluster/access.ts';
export { forCluster } from './cluster/for-cluster.ts';
export { isWithoutKeeper } from './cluster/keeper.ts';
export { deadNodes } from './cluster/nodes.ts';
export { tellNodes } from './cluster/tell-nodes.ts';
export { type Damage, detachedParts, unreadableParts } from './damage.ts';
export {
  createMaterializedView,
  createTable,
  type DdlTarget,
  deduplicationWindow,
  localTable,
  type TableDefinition,
} from './ddl.ts';
export {
  type DisplacedProject,
  displacedProjects,
  findDisplaced,
} from './displaced-ids.ts';
export { projectsToErase } from './erase/deleted-projects.ts';
export { eraseImport, importSdk, listImports, type StoredImport } from './erase/imports.ts';
export { eraseList } from './erase/lists.ts';
export {
  changeRetention,
  type Erased,
  type EraseTarget,
  eraseDevice,
  erasePerson,
  eraseProject,
} from './erase.ts';
export { acquisitionOrder, eventOffsets, eventOrder, orderHash, tieEnds } from './event-order.ts';
export { type ImportedTotal, type StoredTotals, storeTotals } from './imported-totals.ts';
export {
  type BatchTable,
  batchTables,
  type InsertTarget,
  insertRows,
  type MessageTable,
  type RowBatch,
} from './insert-rows.ts';
export { pendingMigrations, refuseNewerSchema } from './ledger.ts';
export { type MigrateOptions, migrate } from './migrate.ts';
export { type Migration, migrations } from './migrations/index.ts';
export { leftOut } from './money/basis.ts';
export { type MoneySql, moneySql } from './money/convert.ts';
export {
  createMoney,
  defaultCurrency,
  type Money,
  type MoneySource,
  ownMoney,
  type Rate,
} from './money/money.ts';
export type { RowSource } from './native/block.ts';
export { RowValueError } from './native/row-value-error.ts';
export { decimalOf, numberOf, sumOf } from './profiles/decimal.ts';
export { staleProfiles } from './profiles/stale-profiles.ts';
export { traitsJson } from './profiles/traits-json.ts';
export { writeProfiles } from './profiles/write-profiles.ts';
export { rederive } from './rederive.ts';
export type {
  BotEventRow,
  DisplacedIdRow,
  EventRow,
  GroupRow,
  IngestCounterRow,
  ProfileChangeKind,
  ProfileChangeRow,
} from './rows.ts';
export {
  acquisitionFacts,
  deviceFacts,
  type SessionFact,
  sessionFacts,
  slotSeconds,
} from './seal/columns.ts';
export { convertedStates, type DayState, dayStatesQuery } from './seal/day-states.ts';
export type { TotalsDimension } from './seal/day-totals.ts';
export { dropStaleSeals, forgetDays, projectsWithStaleSeals } from './seal/drop-seals.ts';
export {
  type DaysToSeal,
  daysToSeal,
  isRead,
  newestOf,
  projectsToSeal,
  type SealedProject,
  type SealOptions,
  type SealTarget,
  sealedProjects,
} from './seal/due-days.ts';
export { sealDays } from './seal/seal-days.ts';
export {
  identifier,
  isIn,
  joinSql,
  param,
  type Sql,
  type SqlParam,
  type SqlQuery,
  type SqlType,
  sql,
  toQuery,
} from './sql.ts';
export { findStoredIds, type StoredIdQuery } from './stored-ids.ts';
export { acceptMissingRows, type MissingRows, missingRows } from './stored-rows/missing-rows.ts';
export { createRowNotes, type RowNotes } from './stored-rows/note-rows.ts';
export { dayIn } from './zones/day-in.ts';
export {
  createZone,
  dayMs,
  formatInstant,
  instantOf,
  localDay,
  offsetChanges,
  type Zone,
} from './zones/zone.ts';
