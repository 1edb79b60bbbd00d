import type { Engine } from '../engine/engine.ts';

export interface Migration {
  readonly id: string;
  /** May run again after a process died in the middle: MySQL has no transactions around DDL. */
  readonly statements: (kind: Engine['kind']) => readonly string[];
}
