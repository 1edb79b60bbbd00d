import { randomUUID } from 'node:crypto';
import type { Board, JsonValue } from '@gatrix/analytics-metadata';
import {
  type BoardContent,
  type BoardItem,
  type BoardTemplate,
  boardContent,
  boardTemplates,
  commonParameters,
  type MessageLanguage,
} from '@gatrix/analytics-protocol/insights';
import { createZone, rangeOf } from '@gatrix/analytics-reports';
import { z } from 'zod';
import { answerItems, checkItems } from '../../boards/answers.ts';
import { contentOf } from '../../boards/content.ts';
import { type ScopeChange, scopeOf } from '../../boards/questions.ts';
import { templates } from '../../boards/templates.ts';
import { InsightsError } from '../../errors.ts';
import { instant, isoOf, json, name } from '../fields.ts';
import { invalid, nothing, type ProjectCall, projectRoute } from '../route.ts';
import { refuseInUse, usage, usagesOf } from '../usages.ts';

const { range, filters, items } = boardContent.shape;
const board = z.object({
  id: z.string(),
  name: z.string(),
  range: json,
  filters: json.optional(),
  items: json,
  createdBy: z.string().nullable().describe('The id of a user, or of a client'),
  createdAt: instant,
  updatedAt: instant,
});

export const listBoards = projectRoute('reader', {
  name: 'listBoards',
  method: 'GET',
  path: '/manage/projects/:projectId/boards',
  summary: 'The boards, oldest first',
  input: nothing,
  data: z.array(board),
  answer: async ({ metadata, project }) => (await metadata.boards.list(project.id)).map(itemOf),
});

export const createBoard = projectRoute('editor', {
  name: 'createBoard',
  method: 'POST',
  path: '/manage/projects/:projectId/boards',
  summary:
    'Makes a board of saved reports, figures and notes; or by a template, which saves its reports, too',
  status: 201,
  input: z.strictObject({
    name: name.exactOptional().describe('Default: that of the template'),
    template: z.enum(boardTemplates).exactOptional(),
    language: z.enum(['en', 'ko', 'zh']).default('en').describe('Of what a template names and writes'),
    range: range.exactOptional(),
    filters: filters.exactOptional(),
    items: items.exactOptional(),
  }),
  data: board,
  answer: async (call, { name: called, template, language, ...rest }) => {
    const { metadata, project, actor } = call;
    if (template === undefined && called === undefined)
      throw invalid([{ field: 'name', message: 'is required' }]);
    if (template !== undefined && rest.items !== undefined)
      throw invalid([{ field: 'items', message: 'do not go with a template' }]);
    const createdBy = 'userId' in actor ? actor.userId : actor.clientId;
    const content = boardContent.parse({ items: [], ...rest });
    await checked(call, content);
    const made = template && (await byTemplate(call, template, language, createdBy));
    return itemOf(
      await metadata.boards.create({
        ...{ projectId: project.id, createdBy },
        name: called ?? (template ? templates[template].name[language] : ''),
        content: asJson(
          made
            ? { ...content, ...(rest.range === undefined && { range: made.range }), items: made.items }
            : content,
        ),
      }),
    );
  },
});

export const getBoard = projectRoute('reader', {
  name: 'getBoard',
  method: 'GET',
  path: '/manage/projects/:projectId/boards/:boardId',
  summary: 'One board, and what uses it',
  input: nothing,
  data: board.extend({ usedBy: z.array(usage) }),
  answer: async (call) => {
    const board = await boardInPath(call);
    return { ...itemOf(board), usedBy: await usagesOf(call, board.id) };
  },
});

export const updateBoard = projectRoute('editor', {
  name: 'updateBoard',
  method: 'PATCH',
  path: '/manage/projects/:projectId/boards/:boardId',
  summary: 'Changes what is sent; items are sent whole, in their order; filters: null takes them away',
  input: z.strictObject({
    name: name.exactOptional(),
    range: range.exactOptional(),
    filters: filters.nullable().exactOptional(),
    items: items.exactOptional(),
  }),
  data: board,
  answer: async (call, { name: called, ...changes }) => {
    const board = await boardInPath(call);
    const { filters: kept, ...rest } = { ...contentOf(board), ...changes };
    const content = boardContent.parse({ ...rest, ...(kept && { filters: kept }) });
    await checked(call, content);
    const patch = { ...(called !== undefined && { name: called }), content: asJson(content) };
    return itemOf(known(await call.metadata.boards.update(board.id, patch)));
  },
});

export const deleteBoard = projectRoute('editor', {
  name: 'deleteBoard',
  method: 'DELETE',
  path: '/manage/projects/:projectId/boards/:boardId',
  summary: 'Deletes a board, and none of its reports; 409 where something uses it, with what that is',
  input: nothing,
  data: z.object({ id: z.string() }),
  answer: async (call) => {
    const { id } = await boardInPath(call);
    await refuseInUse(call, id);
    await call.metadata.boards.delete(id);
    return { id };
  },
});

const answer = z.object({
  id: z.string().describe('Of the item; notes have no answer'),
  name: z.string().optional().describe('Of the saved report'),
  report: z.string().optional(),
  answers: z
    .array(z.object({ report: z.string(), query: z.unknown(), data: z.unknown(), meta: z.unknown() }))
    .readonly()
    .optional(),
  query: z.unknown().optional().describe('What a figure is asked with'),
  value: z.number().nullable().optional().describe('Of a figure'),
  previous: z.number().nullable().optional().describe('Of the period before'),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

export const answerBoard = projectRoute('reader', {
  name: 'findBoardAnswers',
  method: 'GET',
  path: '/insights/:projectId/boards/:boardId/answers',
  summary:
    'Asks a board’s reports and figures, all at once; another range or filters in place of the board’s',
  input: z.strictObject({
    startDate: commonParameters.shape.startDate.unwrap().exactOptional(),
    endDate: commonParameters.shape.endDate.unwrap().exactOptional(),
    filters: commonParameters.shape.filters.unwrap().exactOptional(),
    items: z.string().max(2_000).exactOptional().describe('Ids of items, between commas; default: all'),
  }),
  data: z.object({ startDate: z.string(), endDate: z.string(), items: z.array(answer) }),
  answer: async (call, { items: named, ...change }) => {
    const content = contentOf(await boardInPath(call));
    const scope = scopeIn(call, content, change);
    // What is wrong with the range is so for all items.
    rangeOf(scope, createZone(call.project.timezone), Date.now());
    const ids = named?.split(',');
    // The page shows a new item, and asks for it, before it is saved: an id that is not there has no answer yet.
    const shown = ids ? content.items.filter(({ id }) => ids.includes(id)) : content.items;
    const answers = await answerItems({ ...call, now: Date.now }, call.project, shown, scope);
    return { startDate: scope.startDate, endDate: scope.endDate, items: answers };
  },
});

function scopeIn({ project }: ProjectCall, content: BoardContent, change: ScopeChange = {}) {
  return scopeOf(content, project.timezone, Date.now(), change);
}

async function checked(call: ProjectCall, content: BoardContent): Promise<void> {
  const scope = scopeIn(call, content);
  await checkItems(call, call.project, content, scope);
  if (!content.filters) return;
  // Whatever is wrong with filters is found by asking with them: their fields are known to reports alone.
  const query = { startDate: scope.endDate, endDate: scope.endDate, filters: content.filters };
  await call.reports.metrics(call.project, query);
}

/** Saves the template's reports, and gives the items that show them. */
async function byTemplate(
  { metadata, project }: ProjectCall,
  template: BoardTemplate,
  language: MessageLanguage,
  createdBy: string,
) {
  const { note, lastDays, reports } = templates[template];
  const figures: BoardItem[] = [];
  const charts: BoardItem[] = [];
  for (const { name: called, report, search, parameters, figures: numbers = [], width = 'half' } of reports) {
    const query = asJson({ search, parameters });
    const saved = { projectId: project.id, name: called[language], report, query, createdBy };
    const { id: savedReportId } = await metadata.savedReports.create(saved);
    for (const figure of numbers)
      figures.push({ id: randomUUID(), kind: 'figure', width: 'third', savedReportId, figure });
    charts.push({ id: randomUUID(), kind: 'report', width, savedReportId });
  }
  const text: BoardItem = { id: randomUUID(), kind: 'note', width: 'full', text: note[language] };
  return { range: { lastDays }, items: [text, ...figures, ...charts] };
}

/** What was checked as content is JSON. */
function asJson(content: object): JsonValue {
  return JSON.parse(JSON.stringify(content));
}

async function boardInPath({ metadata, project, inPath }: ProjectCall): Promise<Board> {
  const board = known(await metadata.boards.get(inPath('boardId')));
  return known(board.projectId === project.id ? board : undefined);
}

function known(found: Board | undefined): Board {
  if (!found) throw new InsightsError('not_found', 'there is no such board');
  return found;
}

function itemOf({ projectId: _project, content, ...found }: Board): z.output<typeof board> {
  const { range: days, filters: conditions, items: shown } = contentOf({ content });
  return {
    ...found,
    range: asJson(days),
    ...(conditions !== undefined && { filters: asJson(conditions) }),
    items: asJson(shown),
    createdAt: isoOf(found.createdAt),
    updatedAt: isoOf(found.updatedAt),
  };
}
