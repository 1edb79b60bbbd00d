import type { ClickHouseClient } from '@clickhouse/client';
import type { AnswerMoney, CommonParameters } from '@gatrix/analytics-protocol/insights';
import type { z } from 'zod';
import type { ExportFile } from '../export-file.ts';
import type { Plan } from '../query/plan.ts';
import type { QueryLimits, Runner } from '../query/run.ts';
import type { Span } from '../time/span.ts';

export interface Found<Data> {
  readonly data: Data;
  readonly nextCursor?: string | undefined;
  /** What the data is of, where that is not the range asked for; null where it is of no range. */
  readonly span?: Span | null | undefined;
  /** Where the data has amounts. */
  readonly money?: AnswerMoney | undefined;
}

/** What a report that is asked for as a file is read with. */
export interface FileSource {
  readonly clickhouse: ClickHouseClient;
  readonly limits: QueryLimits;
  readonly signal: AbortSignal | undefined;
}

type WriteFile = (plan: Plan, source: FileSource) => Promise<ExportFile>;

/** How a report is found. */
export interface Finding<Parameters extends CommonParameters, Data> {
  readonly summary: string;
  /** Whether it reads sessions or sealed days: which those are is looked up before it is planned. */
  readsSessions?(parameters: Parameters): boolean;
  /** Set where it tells persons apart in filters of its own: which ids are one is looked up before it is planned. */
  readonly readsPersons?: true;
  /** The segments that it is about, by id. */
  segmentsOf?(parameters: Parameters): readonly string[];
  /** Set where its answer follows from the events of the range and of its sessions alone, and so can be kept. */
  readonly followsEvents?: true;
  find(plan: Plan, parameters: Parameters, runner: Runner): Promise<Found<Data>>;
  /** Adds what follows from who is who, too, and so is never kept. */
  addPersons?(plan: Plan, parameters: Parameters, data: Data, runner: Runner): Promise<Data>;
  /** Where the parameters ask for a file: what writes it. Throws InvalidParametersError. */
  fileOf?(parameters: Parameters): WriteFile | undefined;
}

export type Method = 'GET' | 'POST';
type Path = `/${string}`;

/** A report: what it is called, where it is asked, what it takes, what it answers, and how that is found. */
export interface Report<Parameters extends CommonParameters, Data> extends Finding<Parameters, Data> {
  readonly name: string;
  /** Behind `/insights/:projectId`; `:id` is the parameter `id`. */
  readonly path: Path;
  /** A second address, for pages: public lists of ad-blockers hold back what ends in `/events`. */
  readonly pathForPages?: Path;
  readonly methods: readonly Method[];
  /** Set where share links and boards may show it: it has figures, and never events or people. */
  readonly isShareable?: true;
  readonly parameters: z.ZodType<Parameters>;
  readonly data: z.ZodType<Data>;
}

/** A report whose type says its name, its addresses and its schemas. */
export interface DefinedReport<
  Name extends string,
  Address extends Path,
  PageAddress extends Path,
  Methods extends readonly Method[],
  Shareable extends true,
  Parameters extends z.ZodType<CommonParameters>,
  Data extends z.ZodType,
> extends Finding<z.output<Parameters>, z.output<Data>> {
  readonly name: Name;
  readonly path: Address;
  readonly pathForPages?: PageAddress;
  readonly methods: Methods;
  readonly isShareable?: Shareable;
  readonly parameters: Parameters;
  readonly data: Data;
}

/** Checks a report, and keeps in its type what REST, tRPC, the OpenAPI document and the page follow from. */
export function defineReport<
  const Name extends string,
  const Address extends Path,
  const Methods extends readonly Method[],
  Parameters extends z.ZodType<CommonParameters>,
  Data extends z.ZodType,
  const PageAddress extends Path = never,
  const Shareable extends true = never,
>(
  report: DefinedReport<Name, Address, PageAddress, Methods, Shareable, Parameters, Data>,
): DefinedReport<Name, Address, PageAddress, Methods, Shareable, Parameters, Data> {
  return report;
}
