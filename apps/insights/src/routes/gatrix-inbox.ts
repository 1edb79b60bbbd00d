import { MetadataConstraintError, type Token } from '@gatrix/analytics-metadata';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createAttempts } from '../access/attempts.ts';
import { queryOf } from '../access/credentials.ts';
import { InsightsError } from '../errors.ts';
import { noteOf } from '../inbox/note-text.ts';
import { type GatrixEvent, type Noted, parseWebhook } from '../inbox/webhook-body.ts';
import type { ManageDeps } from '../manage/deps.ts';
import { parse } from '../manage/route.ts';

const maxBytes = 256 * 1024;
/** Of each process; somebody who changes flags by hand is far from it. */
const perMinute = 300;

const query = z.strictObject({ language: z.enum(['en', 'ko', 'zh']).default('en') });

/**
 * `POST /hooks/gatrix/:token`: makes notes of what Gatrix' webhook add-on tells, each once. Types that are not noted are
 * answered 200, too, so that nobody sends them again.
 */
export function registerGatrixInbox(app: FastifyInstance, { metadata }: Pick<ManageDeps, 'metadata'>): void {
  const attempts = createAttempts({ max: perMinute, windowMs: 60_000, now: () => performance.now() });
  const tokens = new WeakMap<FastifyRequest, Token>();
  app.post<{ Params: { token: string } }>(
    '/hooks/gatrix/:token',
    {
      bodyLimit: maxBytes,
      // Before the body is read: what a stranger sends is not looked at.
      onRequest: async (request) => {
        const token = await metadata.tokens.open('inbox', request.params.token);
        if (!token) throw gone();
        if (!attempts.take(token.id))
          throw new InsightsError(
            'too_many_requests',
            `at most ${perMinute} a minute are taken`,
            [],
            undefined,
            attempts.wait(token.id),
          );
        tokens.set(request, token);
      },
    },
    async (request, reply) => {
      const token = tokens.get(request);
      if (!token) throw gone();
      const { language } = parse(query, queryOf(request));
      const event = parseWebhook(request.body);
      const text = noteOf(event, language);
      void reply.header('cache-control', 'no-store');
      return { success: true, data: await note(metadata, token, event, text) };
    },
  );
}

async function note(
  { annotations, auditLog }: ManageDeps['metadata'],
  { id, projectId }: Token,
  { key, at, type }: GatrixEvent,
  text: string | undefined,
): Promise<Noted> {
  if (text === undefined) return { noted: false, reason: 'unknown_type', annotationId: null };
  const made = await annotations
    .createOnce(key, { projectId, at, text, createdBy: id })
    .catch((error: unknown) => {
      // The project was deleted meanwhile, and the token with it.
      if (error instanceof MetadataConstraintError && error.kind === 'missing_reference') throw gone();
      throw error;
    });
  if (!made) return { noted: false, reason: 'repeated', annotationId: null };
  const subject = `annotationId=${made.id} type=${type}`;
  await auditLog.add(projectId, { actor: `token:${id}`, action: 'noteGatrixEvent', subject });
  return { noted: true, reason: null, annotationId: made.id };
}

/** The same for what never was and what was revoked. */
function gone(): InsightsError {
  return new InsightsError('not_found', 'there is nothing here');
}
