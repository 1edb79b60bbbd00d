import { isOfQuestion } from '@gatrix/analytics-alerts';
import type { Metadata, Project, SavedReport } from '@gatrix/analytics-metadata';
import {
  boardContent,
  type DigestDefinition,
  type DigestFigure,
  type DigestSection,
} from '@gatrix/analytics-protocol/insights';
import {
  createZone,
  currencyOf,
  dayMs,
  InvalidParametersError,
  instantOf,
  isAmount,
  type MainFigure,
  mainFigures,
  type Reports,
  readFigure,
  savedQueryOf,
  settlingOf,
  withFilters,
} from '@gatrix/analytics-reports';
import { dateOf } from './occurrences.ts';

export interface SectionDeps {
  readonly metadata: Pick<Metadata, 'boards' | 'savedReports'>;
  readonly reports: Reports;
}

/** A saved report with the figures that are sent of it; `figures` undefined: those that stand for the whole report. */
interface Shown {
  readonly saved: SavedReport;
  readonly figure: string | undefined;
  readonly filters: unknown;
}

/** A picture of one day says nothing, so a week leads up to it. */
const leastDays = 7;
const askedAtOnce = 4;

/** What a digest shows of these local days. Rejects while a database is away. */
export async function sectionsOf(
  deps: SectionDeps,
  project: Project,
  source: DigestDefinition['source'],
  days: readonly number[],
): Promise<DigestSection[]> {
  const sections: DigestSection[] = [];
  for (const shown of await shownOf(deps, project, source)) {
    try {
      sections.push(await sectionOf(deps, project, shown, days));
    } catch (error) {
      if (!isOfQuestion(error)) throw error;
      sections.push({ name: shown.saved.name, figures: [], problem: error.message });
    }
  }
  return sections;
}

/** Throws InvalidParametersError where the project has no such board or report. */
export async function shownOf(
  { metadata }: Pick<SectionDeps, 'metadata'>,
  project: Project,
  source: DigestDefinition['source'],
): Promise<Shown[]> {
  if ('savedReportId' in source) {
    const saved = await metadata.savedReports.get(source.savedReportId);
    if (saved?.projectId !== project.id) throw missing('savedReportId', 'saved report');
    // Throws where it has no figures.
    mainFigures({ report: saved.report, query: savedQueryOf(saved) });
    return [{ saved, figure: undefined, filters: undefined }];
  }
  const board = await metadata.boards.get(source.boardId);
  if (board?.projectId !== project.id) throw missing('boardId', 'board');
  const { items, filters } = boardContent.parse(board.content);
  const byId = new Map((await metadata.savedReports.list(project.id)).map((one) => [one.id, one]));
  return items.flatMap((item) => {
    const saved = item.kind === 'note' ? undefined : byId.get(item.savedReportId);
    return saved ? [{ saved, figure: item.kind === 'figure' ? item.figure : undefined, filters }] : [];
  });
}

async function sectionOf(
  { reports }: Pick<SectionDeps, 'reports'>,
  project: Project,
  { saved, figure, filters }: Shown,
  days: readonly number[],
): Promise<DigestSection> {
  const query = withFilters(savedQueryOf(saved), filters);
  const input = { report: saved.report, query };
  const names: readonly MainFigure[] = figure === undefined ? mainFigures(input) : [{ figure, label: null }];
  const figures: DigestFigure[] = [];
  for (const name of names)
    figures.push(await figureOf(reports, project, { ...input, figure: name.figure }, name, days));
  return { name: saved.name, figures, problem: null };
}

type Asked = Parameters<typeof readFigure>[2];

async function figureOf(
  reports: Reports,
  project: Project,
  asked: Asked,
  name: MainFigure,
  days: readonly number[],
): Promise<DigestFigure> {
  settlingOf(asked);
  const zone = createZone(project.timezone);
  const [first = 0, end] = [days[0], (days.at(-1) ?? 0) + dayMs];
  const over = (from: number, to: number) =>
    readFigure(reports, project, asked, { from: instantOf(zone, from), to: instantOf(zone, to) });
  const length = end - first;
  const [value, previous] = await Promise.all([over(first, end), over(first - length, first)]);
  const drawn = Array.from(
    { length: Math.max(days.length, leastDays) },
    (_, index, all = Math.max(days.length, leastDays)) => end - (all - index) * dayMs,
  );
  const values: (number | null)[] = [];
  if (isByDay(asked)) {
    for (let at = 0; at < drawn.length; at += askedAtOnce)
      values.push(
        ...(await Promise.all(drawn.slice(at, at + askedAtOnce).map((day) => over(day, day + dayMs)))),
      );
  }
  const shown = values.map((one, index) => ({ day: dateOf(drawn[index] ?? 0), value: one }));
  const currency = isAmount(asked) ? currencyOf(project) : null;
  return { ...name, currency, value, previous, days: shown };
}

/** Retention by week has no value of a day. */
function isByDay(asked: Asked): boolean {
  try {
    settlingOf(asked, 'day');
    return true;
  } catch (error) {
    if (error instanceof InvalidParametersError) return false;
    throw error;
  }
}

function missing(field: string, what: string): InvalidParametersError {
  return new InvalidParametersError([{ field, message: `is not a ${what} of this project` }]);
}
