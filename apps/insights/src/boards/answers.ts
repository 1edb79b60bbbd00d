import type { Metadata, Project, SavedReport } from '@gatrix/analytics-metadata';
import type { AnswerMeta, BoardContent, BoardItem } from '@gatrix/analytics-protocol/insights';
import {
  comparedRange,
  createZone,
  InvalidParametersError,
  type Reports,
  rangeOf,
  readFigure,
  settlingOf,
} from '@gatrix/analytics-reports';
import { toInsightsError } from '../plugins/errors.ts';
import { procedureOf, type Question } from '../shared-questions.ts';
import { type BoardScope, questionsOf, scopedQuery } from './questions.ts';

/** What an item shows: the answers of a report, a number and the one of the period before, or why it cannot. */
export interface ItemAnswer {
  readonly id: string;
  readonly name?: string;
  readonly report?: string;
  readonly answers?: readonly {
    readonly report: string;
    readonly query: Question['query'];
    readonly data: unknown;
    readonly meta: AnswerMeta;
  }[];
  /** What a figure asks. */
  readonly query?: Readonly<Record<string, unknown>>;
  readonly value?: number | null;
  readonly previous?: number | null;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface BoardDeps {
  readonly metadata: Pick<Metadata, 'savedReports'>;
  readonly reports: Reports;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Asks all items at once; one that cannot be answered says so, and the others are. Notes have no answer. */
export async function answerItems(
  deps: BoardDeps,
  project: Project,
  items: BoardContent['items'],
  scope: BoardScope,
): Promise<ItemAnswer[]> {
  const saved = new Map((await deps.metadata.savedReports.list(project.id)).map((one) => [one.id, one]));
  return Promise.all(
    items
      .filter((item) => item.kind !== 'note')
      .map(async (item) => {
        const report = saved.get(item.savedReportId);
        try {
          if (!report) throw missing();
          const named = { id: item.id, name: report.name, report: report.report };
          return { ...named, ...(await answerOf(deps, project, item, report, scope)) };
        } catch (error) {
          const { code, message } = toInsightsError(error);
          if (code === 'unavailable' || code === 'internal' || code === 'client_gone') throw error;
          return { id: item.id, ...(report && { name: report.name }), error: { code, message } };
        }
      }),
  );
}

async function answerOf(
  deps: BoardDeps,
  project: Project,
  item: Exclude<BoardItem, { readonly kind: 'note' }>,
  saved: SavedReport,
  scope: BoardScope,
): Promise<Omit<ItemAnswer, 'id'>> {
  const { reports, signal, now } = deps;
  if (item.kind === 'report') {
    const asked = questionsOf(saved, scope).map(async (question) => ({
      ...question,
      ...(await procedureOf(reports, question).answer(project, question.query, { signal })),
    }));
    return { answers: await Promise.all(asked) };
  }
  const figure = { report: saved.report, query: scopedQuery(saved, scope), figure: item.figure };
  settlingOf(figure);
  const zone = createZone(project.timezone);
  const range = rangeOf(scope, zone, now());
  const before = comparedRange(range, 'previous_period', zone, now());
  const [value, previous] = await Promise.all([
    readFigure(reports, project, figure, range),
    readFigure(reports, project, figure, before),
  ]);
  return { query: figure.query, value, previous };
}

/** Throws InvalidParametersError, which names the item's place, for what could never be shown. */
export async function checkItems(
  { metadata }: Pick<BoardDeps, 'metadata'>,
  project: Project,
  { items }: BoardContent,
  scope: BoardScope,
): Promise<void> {
  const saved = new Map((await metadata.savedReports.list(project.id)).map((one) => [one.id, one]));
  const problems = items.flatMap((item, index) => {
    if (item.kind === 'note') return [];
    const report = saved.get(item.savedReportId);
    try {
      if (!report) throw missing();
      if (item.kind === 'report') questionsOf(report, scope);
      else settlingOf({ report: report.report, query: scopedQuery(report, scope), figure: item.figure });
      return [];
    } catch (error) {
      if (!(error instanceof InvalidParametersError)) throw error;
      return error.problems.map(({ field, message }) => ({ field: `items.${index}.${field}`, message }));
    }
  });
  if (problems.length > 0) throw new InvalidParametersError(problems);
}

function missing(): InvalidParametersError {
  return new InvalidParametersError([
    { field: 'savedReportId', message: 'is not a saved report of this project' },
  ]);
}
