import { defaultCurrency } from '@gatrix/analytics-clickhouse-schema';
import type { Metadata, Project, ShareLink, ShareLinks } from '@gatrix/analytics-metadata';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Attempts, createAttempts, takeAll } from '../access/attempts.ts';
import { refuseParametersInAddress } from '../access/misplaced-parameters.ts';
import { answerItems, type BoardDeps } from '../boards/answers.ts';
import { contentOf } from '../boards/content.ts';
import { scopeOf } from '../boards/questions.ts';
import type { RouteDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';
import { parse } from '../manage/route.ts';
import { procedureOf, questions } from '../shared-questions.ts';
import { untilGone } from './reports.ts';

const triesPerAddress = { max: 10, windowMs: 15 * 60_000 };
/** Of all addresses together, so that many of them are not many tries. */
const triesPerLink = { max: 100, windowMs: 15 * 60_000 };

const body = z.strictObject({ password: z.string().max(200).optional() });

interface Tries {
  readonly ofAddress: Attempts;
  readonly ofLink: Attempts;
}

/**
 * `GET /insights/shared/:token`: what a link is called, and whether it has a password. `POST` with the password: its answers, or its board. Nothing
 * of what it answers comes from the request, so nothing else can be asked with it.
 */
export function registerShared(
  app: FastifyInstance,
  deps: RouteDeps,
  metadata: Pick<Metadata, 'shareLinks' | 'projects' | 'boards' | 'savedReports'>,
): void {
  const links = metadata.shareLinks;
  const now = () => performance.now();
  const tries: Tries = {
    ofAddress: createAttempts({ ...triesPerAddress, now }),
    ofLink: createAttempts({ ...triesPerLink, now }),
  };
  const url = '/insights/shared/:token';
  app.get<{ Params: { token: string } }>(url, async (request, reply) => {
    const link = await opened(links, request.params.token, reply);
    parse(z.strictObject({}), request.query);
    return { success: true, data: { name: link.name, needsPassword: link.hasPassword } };
  });
  app.post<{ Params: { token: string } }>(url, async (request, reply) => {
    const link = await opened(links, request.params.token, reply);
    refuseParametersInAddress(request);
    await checkPassword(links, link, request, tries);
    const project = await metadata.projects.get(link.projectId);
    if (!project) throw gone();
    const signal = AbortSignal.any([untilGone(reply), deps.closing]);
    const boardId = boardIn(link);
    const shown =
      boardId === undefined
        ? { answers: await answersTo(deps.reports, project, link, signal) }
        : await boardOf({ ...deps, metadata, signal, now: Date.now }, project, boardId);
    await links.addVisit(link.id, { at: Date.now(), userAgent: request.headers['user-agent'] ?? '' });
    const { timezone, settings } = project;
    const currency = settings.currency ?? defaultCurrency;
    return { success: true, data: { name: link.name, timezone, currency, ...shown } };
  });
}

function answersTo(reports: RouteDeps['reports'], project: Project, link: ShareLink, signal: AbortSignal) {
  return Promise.all(
    questions.parse(link.questions).map(async (question) => ({
      ...question,
      ...(await procedureOf(reports, question).answer(project, question.query, { signal })),
    })),
  );
}

const boardLink = z.object({ boardId: z.string() });

function boardIn({ questions: shown }: ShareLink): string | undefined {
  const parsed = boardLink.safeParse(shown);
  return parsed.success ? parsed.data.boardId : undefined;
}

/** The board as it is now, with its answers in its own range and behind its own filters. */
async function boardOf(
  deps: BoardDeps & { readonly metadata: Pick<Metadata, 'boards'> },
  project: Project,
  boardId: string,
) {
  const board = await deps.metadata.boards.get(boardId);
  if (!board) throw gone();
  const content = contentOf(board);
  const scope = scopeOf(content, project.timezone, deps.now());
  const { startDate, endDate } = scope;
  const answers = await answerItems(deps, project, content.items, scope);
  return { board: { name: board.name, startDate, endDate, items: content.items }, answers };
}

async function opened(links: ShareLinks, token: string, reply: FastifyReply): Promise<ShareLink> {
  // Neither kept on the way nor told to where the reader goes next: the address is the key.
  void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  const link = await links.open(token);
  if (!link) throw gone();
  return link;
}

async function checkPassword(links: ShareLinks, link: ShareLink, request: FastifyRequest, tries: Tries) {
  const { password } = parse(body, request.body ?? {});
  if (!link.hasPassword) return;
  if (password === undefined) throw new InsightsError('unauthorized', 'this link needs its password');
  const address = `${link.id} ${request.ip}`;
  takeAll([
    [tries.ofAddress, address],
    [tries.ofLink, link.id],
  ]);
  if (!(await links.isPassword(link.id, password))) {
    throw new InsightsError('unauthorized', 'this is not the password of the link');
  }
  tries.ofAddress.reset(address);
}

/** The same for what never was, what was revoked and what has expired. */
function gone(): InsightsError {
  return new InsightsError('not_found', 'there is no such link, or no longer');
}
