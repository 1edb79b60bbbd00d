import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { InsightsError } from '../errors.ts';
import { toInsightsError } from '../plugins/errors.ts';
import type { McpCall, Tool, ToolAnswer } from './tools.ts';

/** What an assistant can still read: some 50,000 tokens. */
const maxAnswerCharacters = 200_000;

const instructions = `Product analytics. Ask list_projects first, then event_names, property_names and value_names for what there is to ask about.
Every answer says in which time zone and range it counted; the end of a range is excluded there. Filters are JSON: {"field", "op", "value"}, or {"and": […]}, {"or": […]}.`;

export interface McpRequest extends McpCall {
  readonly request: Request;
  /** The JSON that was sent. */
  readonly body: unknown;
  readonly version: string;
  /** Hears of what nobody expected. */
  readonly onError: (error: Error) => void;
}

/** One request is one short-lived server: nothing is kept between two, so that any process may answer. */
export async function answerMcp(tools: readonly Tool[], asked: McpRequest): Promise<Response> {
  const server = new Server(
    { name: 'gatrix-analytics', version: asked.version },
    { capabilities: { tools: {} }, instructions },
  );
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const call = { reader: asked.reader, signal: AbortSignal.any([signal, asked.signal]) };
    return callTool(tools, params, call, asked.onError);
  });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(asked.request, { parsedBody: asked.body });
  } finally {
    await server.close();
  }
}

async function callTool(
  tools: readonly Tool[],
  {
    name,
    arguments: input = {},
  }: { readonly name: string; readonly arguments?: Record<string, unknown> | undefined },
  call: McpCall,
  onError: (error: Error) => void,
): Promise<CallToolResult> {
  try {
    const tool = tools.find((one) => one.name === name);
    if (!tool) throw new InsightsError('not_found', `there is no tool ${name}`);
    return resultOf(tool, input, await tool.answer(input, call));
  } catch (error) {
    const insightsError = toInsightsError(error);
    if (insightsError.code === 'internal') onError(error instanceof Error ? error : insightsError);
    const { code, message, details } = insightsError;
    return { isError: true, content: [{ type: 'text', text: JSON.stringify({ code, message, details }) }] };
  }
}

function resultOf(tool: Tool, input: Record<string, unknown>, answer: ToolAnswer): CallToolResult {
  const { project, data, meta } = answer;
  const of = project && { id: project.id, name: project.name, timezone: project.timezone };
  const structuredContent = { ...(of && { project: of }), asked: input, ...(meta && { meta }), data };
  const text = `${sentenceOf(tool, answer)}\n${JSON.stringify(structuredContent)}`;
  if (text.length > maxAnswerCharacters) {
    const message = `the answer has ${text.length} characters, of at most ${maxAnswerCharacters}: ask for a shorter range, a lower limit or a coarser interval`;
    throw new InsightsError('query_limit', message);
  }
  return { content: [{ type: 'text', text }], structuredContent };
}

/** What was counted, where and when, for who reads the text alone. */
function sentenceOf({ name }: Tool, { project, meta }: ToolAnswer): string {
  const where = project ? ` of the project ${JSON.stringify(project.name)}` : '';
  const range = meta?.start === undefined ? '' : ` from ${meta.start} until before ${meta.end}`;
  const zone = meta ? ` (time zone ${meta.timezone})` : '';
  return `${name}${where}${range}${zone}:`;
}
