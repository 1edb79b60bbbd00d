import type { JsonValue } from '@gatrix/analytics-metadata';
import { type Reports, reportList } from '@gatrix/analytics-reports';
import { z } from 'zod';
import { type AnyProcedure, createProcedures } from './procedures.ts';

/** Reports that a link may show: figures, and never events or people. */
export const sharedReports = reportList.flatMap((report) => (report.isShareable ? [report.name] : []));

export const question = z.strictObject({
  report: z.enum(sharedReports),
  query: z
    .record(
      z.string(),
      z.custom<JsonValue>((value) => value !== undefined),
    )
    .describe("The report's parameters, filters among them: they are fixed"),
});
export type Question = z.output<typeof question>;

export const questions = z.array(question).min(1).max(20);

/** The report of a question, as the query API has it. */
export function procedureOf(reports: Reports, { report }: Question): AnyProcedure {
  return createProcedures(reports)[report];
}
