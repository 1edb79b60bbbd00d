import {
  type AnyReport,
  type Ask,
  type AskOptions,
  type DataOf,
  type ExportFile,
  type ParametersOf,
  type Project,
  parseParameters,
  type ReportAnswer,
  type ReportName,
  type Reports,
} from '@gatrix/analytics-reports';
import type { z } from 'zod';

/** A question about a project that REST, tRPC and the OpenAPI document all offer. */
export interface Procedure<Parameters, Data> {
  readonly name: string;
  /** Behind `/insights/:projectId`; `:name` is a parameter of that name. */
  readonly path: string;
  /** A second address, for pages: public lists of ad-blockers hold back what ends in `/events`. */
  readonly pathForPages?: string;
  readonly methods: readonly ('GET' | 'POST')[];
  readonly summary: string;
  readonly parameters: z.ZodType<Parameters>;
  readonly data: z.ZodType<Data>;
  /** Validates the input, then asks. */
  answer(project: Project, input: unknown, options: AskOptions): Promise<ReportAnswer<Data>>;
  /** The same as a file, where the input asks for one. */
  file(project: Project, input: unknown, options: AskOptions): Promise<ExportFile | undefined>;
}

export type AnyProcedure = Procedure<unknown, unknown>;

export type Described = Pick<AnyProcedure, 'name' | 'path' | 'methods' | 'summary' | 'parameters'>;

/** What is asked like a procedure and answers with a stream: OpenAPI's content of it. */
export interface StreamRoute extends Described {
  readonly content: Readonly<Record<string, unknown>>;
}

/** One for each report, under its name. */
export type Procedures = {
  readonly [Name in ReportName]: Procedure<ParametersOf<Name>, DataOf<Name>>;
};

/** The table of contents of the query API: it follows from the list of reports. */
export function createProcedures(reports: Reports): Procedures {
  const procedures: Record<string, AnyProcedure> = {};
  for (const report of reports.list) {
    procedures[report.name] = procedureOf(reports, report, reports[report.name as ReportName]);
  }
  return procedures as Procedures;
}

function procedureOf(reports: Reports, report: AnyReport, ask: Ask<never, unknown>): AnyProcedure {
  const { name, path, pathForPages, methods, summary, parameters, data } = report;
  const parsed = (input: unknown) => parseParameters(parameters, input);
  return {
    ...{ name, path, methods, summary, parameters, data },
    ...(pathForPages && { pathForPages }),
    answer: (project, input, options) => (ask as Ask<unknown, unknown>)(project, parsed(input), options),
    file: async (project, input, options) =>
      report.fileOf && reports.reportFile(report, project, parsed(input), options),
  };
}
