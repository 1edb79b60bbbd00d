import { z } from 'zod';
import { type Finding, finding } from './finding.ts';

const readySchema = z.object({
  parts: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['ok', 'down']),
      seconds: z.number(),
      message: z.string().optional(),
    }),
  ),
});

/** What to do about a part of a service that is down. */
const adviceOf: Readonly<Record<string, string>> = {
  disk: 'free some space: nothing can be stored',
  accepts: 'see the log; senders keep what they could not send and try again',
  stores: 'see the log: nothing that was acknowledged is lost',
  summarises: 'see the log; reports stay right and get slower',
  data: 'restore the named parts from a back-up; docs/operate/accidents.md says how',
  answers: 'see the log: reports fail',
};

/** A service's `/ready`: a line for it, and one for each of its parts, with how long it has been so. */
export async function checkReady(name: string, url: string, advice: string): Promise<Finding[]> {
  let parts: Finding[] = [];
  const service = await finding(name, advice, async () => {
    const response = await fetch(new URL('/ready', url), { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    parts = partsOf(name, text);
    if (response.ok) return { ok: true, message: `ready at ${url}` };
    return { ok: false, message: `${url} answers ${response.status}: ${text.slice(0, 300)}`, advice };
  });
  return [service, ...parts];
}

function partsOf(service: string, text: string): Finding[] {
  const parsed = readySchema.safeParse(JSON.parse(text));
  if (!parsed.success) return [];
  return parsed.data.parts.map(({ name, status, seconds, message }) => {
    const ok = status === 'ok';
    const state = `${ok ? 'ok' : (message ?? 'down')}, for ${seconds} s`;
    const advice = ok ? undefined : adviceOf[name];
    return { name: `${service}: ${name}`, ok, message: state, ...(advice === undefined ? {} : { advice }) };
  });
}
