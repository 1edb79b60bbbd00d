import { createTable, type DdlTarget } from '../ddl.ts';

/** Projects that were deleted: what still comes in of them, from the queue or a sender that was known, is erased. */
export const deletedProjects = {
  id: '0030-deleted-projects',
  statements: (target: DdlTarget): string[] =>
    createTable(target, {
      name: 'deleted_projects',
      columns: `  id String,
  deleted_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(ZSTD(1))`,
      engine: 'ReplacingMergeTree(deleted_at)',
      orderBy: 'id',
      shardBy: 'cityHash64(id)',
    }),
};
