import type { Metadata, Project } from '@gatrix/analytics-metadata';
import type { AnswerMeta } from '@gatrix/analytics-protocol/insights';
import { z } from 'zod';
import { projectFor, type Reader } from '../access/authorize.ts';
import { answerItems } from '../boards/answers.ts';
import { scopeOf } from '../boards/questions.ts';
import type { RouteDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';
import { nothing, parse } from '../manage/route.ts';
import { isJson, schemaOf } from '../openapi.ts';
import { type AnyProcedure, createProcedures } from '../procedures.ts';

export interface McpDeps extends RouteDeps {
  readonly metadata: Pick<Metadata, 'projects' | 'segments' | 'savedReports'>;
}

export interface McpCall {
  readonly reader: Reader;
  readonly signal: AbortSignal;
}

/** What a tool answers: of which project, and of which range and zone where it counted events. */
export interface ToolAnswer {
  readonly project?: Pick<Project, 'id' | 'name' | 'timezone'>;
  readonly data: unknown;
  readonly meta?: AnswerMeta;
}

/** A question that an assistant may ask; none changes anything. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** A JSON schema of an object. */
  readonly inputSchema: { readonly type: 'object'; readonly [key: string]: unknown };
  answer(input: Readonly<Record<string, unknown>>, call: McpCall): Promise<ToolAnswer>;
}

/** All of them: the reports of the query API by their names, and what is needed to ask them. */
export function createTools(deps: McpDeps): readonly Tool[] {
  const reports = Object.values<AnyProcedure>(createProcedures(deps.reports));
  return [
    listProjects(deps),
    ...reports.map((procedure) => reportTool(deps, procedure)),
    listOf(
      deps,
      'list_segments',
      'The saved segments: sets of people, for the filter field "segment"',
      'segments',
    ),
    listOf(
      deps,
      'list_saved_reports',
      'The reports that the project’s people saved, with what they ask',
      'savedReports',
    ),
    runSavedReport(deps),
  ];
}

function listProjects(deps: McpDeps): Tool {
  return {
    name: 'list_projects',
    description: 'The projects that can be asked about, each with its time zone',
    inputSchema: { type: 'object', properties: {}, additionalProperties: false },
    answer: async (input, { reader }) => {
      parse(nothing, input);
      const ids =
        'userId' in reader
          ? (await deps.metadata.projects.list(reader)).map(({ id }) => id)
          : [reader.projectId];
      const projects = await Promise.all(ids.map((id) => projectIn(deps, reader, id)));
      return { data: projects.map(({ id, name, timezone }) => ({ id, name, timezone })) };
    },
  };
}

function reportTool(deps: McpDeps, procedure: AnyProcedure): Tool {
  return projectTool(
    deps,
    {
      name: procedure.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      description: `${procedure.summary}. Days include their end, and are days in the project’s time zone where no timezone is given`,
      input: procedure.parameters,
    },
    async (project, input, { signal }) => procedure.answer(project, input, { signal }),
  );
}

function listOf(deps: McpDeps, name: string, description: string, kind: 'segments' | 'savedReports'): Tool {
  return projectTool(deps, { name, description, input: nothing }, async (project, input) => {
    parse(nothing, input);
    const items = await deps.metadata[kind].list(project.id);
    return {
      data: items.map(({ projectId: _project, createdAt, updatedAt, ...item }) => ({
        ...item,
        createdAt: new Date(createdAt).toISOString(),
        updatedAt: new Date(updatedAt).toISOString(),
      })),
    };
  });
}

const day = z.iso.date();
const savedInput = z.strictObject({
  savedReportId: z.string(),
  lastDays: z
    .int()
    .min(1)
    .max(3650)
    .default(30)
    .describe('Ends with today; only without startDate and endDate'),
  startDate: day.exactOptional(),
  endDate: day.exactOptional(),
});

function runSavedReport(deps: McpDeps): Tool {
  return projectTool(
    deps,
    {
      name: 'run_saved_report',
      description: 'Asks a saved report, in the days named here',
      input: savedInput,
    },
    async (project, asked, { signal }) => {
      const { savedReportId, lastDays, startDate, endDate } = parse(savedInput, asked);
      if ((startDate === undefined) !== (endDate === undefined)) {
        const field = startDate === undefined ? 'startDate' : 'endDate';
        throw new InsightsError('invalid_parameters', `${field} is missing`, [
          { field, message: 'must be there where the other is' },
        ]);
      }
      const change = startDate !== undefined && endDate !== undefined ? { startDate, endDate } : {};
      const content = { range: { lastDays }, filters: undefined };
      const scope = scopeOf(content, project.timezone, Date.now(), change);
      const item = { id: savedReportId, kind: 'report', savedReportId, width: 'full' } as const;
      const [answer] = await answerItems({ ...deps, now: Date.now, signal }, project, [item], scope);
      if (answer?.error) throw new InsightsError('invalid_parameters', answer.error.message);
      const first = answer?.answers?.[0];
      return { data: answer, ...(first && { meta: first.meta }) };
    },
  );
}

async function projectIn(deps: McpDeps, reader: Reader, id: string): Promise<Project> {
  await projectFor(deps, reader, id);
  const project = await deps.metadata.projects.get(id);
  if (!project) throw new InsightsError('not_found', 'there is no such project');
  return project;
}

interface ProjectTool {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType;
}

/** A tool about one project, which may be left out where the credentials are of one alone. */
function projectTool(
  deps: McpDeps,
  { name, description, input }: ProjectTool,
  answer: (
    project: Project,
    input: Readonly<Record<string, unknown>>,
    call: McpCall,
  ) => Promise<Omit<ToolAnswer, 'project'>>,
): Tool {
  const { properties, ...schema } = schemaOf(input, 'input');
  const projectId = {
    type: 'string',
    description: 'As list_projects has it; a client’s own project where left out',
  };
  return {
    name,
    description,
    inputSchema: {
      ...schema,
      type: 'object',
      properties: { projectId, ...(isJson(properties) ? properties : {}) },
    },
    answer: async ({ projectId: named, ...rest }, call) => {
      const id = named ?? ('projectId' in call.reader ? call.reader.projectId : undefined);
      if (typeof id !== 'string') {
        const details = [{ field: 'projectId', message: 'must be the id of a project: see list_projects' }];
        throw new InsightsError('invalid_parameters', 'projectId must be the id of a project', details);
      }
      const project = await projectIn(deps, call.reader, id);
      return { project, ...(await answer(project, rest, call)) };
    },
  };
}
