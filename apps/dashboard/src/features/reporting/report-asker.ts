import type { ReportName, ReportTypes } from '../../api/reports.ts';

/** Lets a page ask its reports before it is drawn; what it asks then is there, or on its way. */
export interface ReportAsker {
  /** The project's. */
  readonly timezone: string;
  /** Resolves when it is answered, or has failed. */
  ask<Name extends ReportName>(name: Name, query: ReportTypes[Name]['query']): Promise<void>;
}

export type Prefetch = (asker: ReportAsker, search: URLSearchParams) => void;
