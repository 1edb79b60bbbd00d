import type { Client, Project } from '@gatrix/analytics-metadata';
import { MetadataConstraintError } from '@gatrix/analytics-metadata';
import { noForm, type ParameterProblem, plainErrors } from '@gatrix/analytics-protocol/insights';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { credentialsOf, queryOf, withoutCredentials } from '../access/credentials.ts';
import { refuseParametersInAddress } from '../access/misplaced-parameters.ts';
import type { InsightsDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';
import { type Actor, accessTo, actorOf, type NeededRole, type Role } from './access.ts';
import type { ManageDeps } from './deps.ts';

/** One endpoint: what REST serves and the OpenAPI document describes. */
export interface ManageRoute {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly status: 200 | 201;
  /** Of the body; of the query string where the method is GET. */
  readonly input: z.ZodType;
  readonly data: z.ZodType;
  /** Where the body may be text, too: of these types, and how many bytes it may have. */
  readonly text?: { readonly types: readonly string[]; readonly bodyLimit: number };
  /** Authorizes, validates, answers. */
  handle(deps: InsightsDeps, manage: ManageDeps, request: FastifyRequest): Promise<unknown>;
}

interface Definition<Call, Input, Data>
  extends Pick<ManageRoute, 'name' | 'method' | 'path' | 'summary' | 'text'> {
  /** Default 200. */
  readonly status?: 201;
  readonly input: z.ZodType<Input>;
  readonly data: z.ZodType<Data>;
  readonly answer: (call: Call, input: Input) => Promise<Data>;
}

export interface ActorCall extends ManageDeps, Pick<InsightsDeps, 'reports'> {
  readonly actor: Actor;
}

export interface ProjectCall extends ActorCall {
  readonly project: Project;
  readonly role: Role;
  /** What the path names beside the project. */
  readonly inPath: (name: string) => string;
}

export interface ClientCall extends ActorCall {
  readonly client: Client;
  readonly role: Role;
}

/** The input of an endpoint that takes none. */
export const nothing = z.strictObject({});

/** An endpoint for whoever may manage anything. */
export function actorRoute<Input, Data>(definition: Definition<ActorCall, Input, Data>): ManageRoute {
  return route(definition, async (manage, actor) => ({ ...manage, actor }));
}

/** An endpoint below `/manage/projects/:projectId`, for those with the role there. */
export function projectRoute<Input, Data>(
  needed: NeededRole,
  definition: Definition<ProjectCall, Input, Data>,
): ManageRoute {
  return route(definition, async (manage, actor, params) => {
    const access = await accessTo(manage, actor, params.projectId ?? '', needed);
    return { ...manage, actor, ...access, inPath: (name) => params[name] ?? '' };
  });
}

/** An endpoint below `/manage/clients/:clientId`, for those with the role in the client's project. */
export function clientRoute<Input, Data>(
  needed: Role,
  definition: Definition<ClientCall, Input, Data>,
): ManageRoute {
  return route(definition, async (manage, actor, params) => {
    const client = await manage.metadata.clients.get(params.clientId ?? '');
    if (!client) throw new InsightsError('forbidden', 'these credentials may not manage this client');
    const { role } = await accessTo(manage, actor, client.projectId, needed);
    return { ...manage, actor, client, role };
  });
}

type RouteDeps = ManageDeps & Pick<InsightsDeps, 'reports'>;

type Params = Readonly<Record<string, string | undefined>>;

function route<Call, Input, Data>(
  { answer, ...definition }: Definition<Call, Input, Data>,
  callOf: (manage: RouteDeps, actor: Actor, params: Params) => Promise<Call>,
): ManageRoute {
  return {
    status: 200,
    ...definition,
    handle: async (deps, manage, request) => {
      const actor = await actorOf(deps, credentialsOf(request));
      const call = await callOf({ ...manage, reports: deps.reports }, actor, paramsOf(request));
      if (request.method !== 'GET') refuseParametersInAddress(request);
      const input = request.method === 'GET' ? withoutCredentials(queryOf(request)) : (request.body ?? {});
      const data = await answer(call, parse(definition.input, input)).catch(refused);
      if (request.method !== 'GET') await noteDown(manage, actor, definition.name, call, request, data);
      return data;
    },
  };
}

/** In the audit log of the project: what the call is about, or what it made. */
async function noteDown(
  { metadata }: ManageDeps,
  actor: Actor,
  action: string,
  call: unknown,
  request: FastifyRequest,
  data: unknown,
): Promise<void> {
  const { projectId: inPath, ...named } = paramsOf(request);
  const made = typeof data === 'object' && data !== null ? data : {};
  const ofClient = typeof call === 'object' && call !== null && 'client' in call ? call.client : undefined;
  const projectId = inPath ?? idIn(ofClient, 'projectId') ?? idIn(made, 'projectId') ?? idIn(made, 'id');
  if (projectId === undefined) return;
  const id = idIn(made, 'id');
  const subject = { ...named, ...(id !== undefined && id !== projectId && { id }) };
  await metadata.auditLog.add(projectId, {
    actor: 'userId' in actor ? `user:${actor.userId}` : `client:${actor.clientId}`,
    action,
    subject: Object.entries(subject)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  });
}

function idIn(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const id: unknown = Reflect.get(value, name);
  return typeof id === 'string' ? id : undefined;
}

function paramsOf({ params }: FastifyRequest): Params {
  const named = typeof params === 'object' && params !== null ? Object.entries(params) : [];
  return Object.fromEntries(named.map(([name, value]) => [name, String(value)]));
}

/** Throws what is wrong, by the names of the fields. */
export function parse<Input>(schema: z.ZodType<Input>, input: unknown): Input {
  const result = schema.safeParse(input, plainErrors);
  if (result.success) return result.data;
  throw invalid(result.error.issues.flatMap(problemsOf));
}

function problemsOf(issue: z.core.$ZodIssue): ParameterProblem[] {
  const path = issue.path.map(String);
  // Of a union without a message of its own: what is wrong inside the form that was meant.
  const meant =
    issue.code === 'invalid_union' && issue.message === noForm
      ? issue.errors.find((issues) => issues.some((one) => one.path.length > 0))
      : undefined;
  if (meant) return meant.flatMap((one) => problemsOf({ ...one, path: [...issue.path, ...one.path] }));
  if (issue.code !== 'unrecognized_keys') return [{ field: path.join('.'), message: issue.message }];
  return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: 'is not known here' }));
}

/** What a caller can put right, by the names of the fields. */
export function invalid(problems: readonly ParameterProblem[]): InsightsError {
  const message = problems.map(({ field, message: what }) => `${field} ${what}`.trim()).join('; ');
  return new InsightsError('invalid_parameters', message, problems);
}

/** Only users can be unknown to the database: all else that a row refers to was looked up before. */
function refused(error: unknown): never {
  if (!(error instanceof MetadataConstraintError)) throw error;
  const field = error.kind === 'missing_reference' ? 'userId' : '';
  throw invalid([{ field, message: error.message }]);
}
