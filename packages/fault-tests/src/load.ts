import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { forkRandom, type Random } from './random.ts';
import type { Project } from './system.ts';

/** What became of a message, as far as its sender knows. */
export interface SentMessage {
  readonly id: string;
  readonly kind: 'track' | 'increment';
  readonly profileId: string;
  /** What an increment adds. */
  readonly amount: number;
  acknowledged: boolean;
}

export interface Ledger {
  readonly messages: ReadonlyMap<string, SentMessage>;
  /** Requests that were answered with anything but a success, or not at all, by what happened. */
  readonly failures: ReadonlyMap<string, number>;
}

export interface LoadOptions {
  readonly urls: readonly string[];
  readonly project: Project;
  readonly seed: number;
  readonly senders?: number;
}

export interface Load {
  readonly ledger: Ledger;
  /** Sends no new messages, ends the tries that are under way, and says what was sent. */
  finish(): Promise<Ledger>;
}

interface Wire {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const requestTimeoutMs = 8_000;
const triesAfterFinish = 150;
const profiles = 5;

/** Senders that each send one request after another, again with the same ids until it is acknowledged. */
export function startLoad({ urls, project, seed, senders = 8 }: LoadOptions): Load {
  const messages = new Map<string, SentMessage>();
  const failures = new Map<string, number>();
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let isFinishing = false;

  async function send(random: Random, number: number): Promise<void> {
    const group = createGroup(random, number);
    for (const { sent } of group) messages.set(sent.id, sent);
    const body = JSON.stringify(
      group.length === 1 ? group[0]?.wire : { sdk: 'faults@1.0.0', batch: group.map(({ wire }) => wire) },
    );
    const givesUp = random.chance(0.15);
    // Two copies at once, on whatever instances: a double click, or a proxy that repeats the request.
    const copies = random.chance(0.2) ? 2 : 1;
    await Promise.all(
      Array.from({ length: copies }, (_, copy) =>
        sendUntilAcknowledged(
          body,
          group.length,
          () => urls[(number + copy + random.between(0, 1)) % urls.length] ?? '',
          givesUp,
        ),
      ),
    ).then((answers) => {
      if (answers.includes(true)) for (const { sent } of group) sent.acknowledged = true;
    });
    // A copy that comes after the answer.
    if (random.chance(0.1)) await post(agent, random.pick(urls), project, body).catch(() => undefined);
  }

  async function sendUntilAcknowledged(
    body: string,
    size: number,
    urlOf: () => string,
    givesUp: boolean,
  ): Promise<boolean> {
    for (let triesLeft = triesAfterFinish; triesLeft > 0; ) {
      const outcome = await post(agent, urlOf(), project, body).catch((error: NodeJS.ErrnoException) => ({
        status: 0,
        text: error.code ?? error.message,
      }));
      if (outcome.status === 200 && isWhollyAccepted(outcome.text, size)) return true;
      const reason = outcome.status === 0 ? outcome.text : String(outcome.status);
      failures.set(reason, (failures.get(reason) ?? 0) + 1);
      if (outcome.status !== 0 && outcome.status !== 503) {
        throw new Error(`unexpected answer ${outcome.status}: ${outcome.text}`);
      }
      if (givesUp) return false;
      if (isFinishing) triesLeft -= 1;
      await delay(100);
    }
    return false;
  }

  async function run(sender: number): Promise<void> {
    const random = forkRandom(seed, `sender ${sender}`);
    for (let number = 0; !isFinishing; number++) {
      await send(random, number);
      await delay(random.between(30, 120));
    }
  }

  const running = Promise.all(Array.from({ length: senders }, (_, sender) => run(sender)));
  // Its failure is the failure of `finish`.
  running.catch(() => undefined);
  return {
    ledger: { messages, failures },
    async finish() {
      isFinishing = true;
      await running;
      agent.destroy();
      return { messages, failures };
    },
  };
}

function isWhollyAccepted(text: string, size: number): boolean {
  const answer: unknown = JSON.parse(text);
  if (typeof answer !== 'object' || answer === null) return false;
  if (!('accepted' in answer)) return 'success' in answer && answer.success === true;
  if (answer.accepted === size) return true;
  throw new Error(`a message was rejected: ${text}`);
}

function createGroup(random: Random, number: number): { readonly sent: SentMessage; readonly wire: Wire }[] {
  const size = random.chance(0.5) ? 1 : random.between(2, 20);
  return Array.from({ length: size }, () =>
    random.chance(0.3) ? createIncrement(random) : createTrack(random, number),
  );
}

function createIncrement(random: Random) {
  const id = random.uuid();
  const profileId = `u${random.between(1, profiles)}`;
  const value = random.between(1, 9);
  return {
    sent: { id, kind: 'increment' as const, profileId, amount: value, acknowledged: false },
    wire: { type: 'increment', payload: { id, profileId, property: 'coins', value } },
  };
}

/** Page views and events of a few devices; some old, so that a batch spans months and the claims' memory. */
function createTrack(random: Random, number: number) {
  const id = random.uuid();
  const isLate = random.chance(0.15);
  const late = Date.now() - random.between(1, 45) * 86_400_000 - number;
  const profileId = random.chance(0.3) ? `u${random.between(1, profiles)}` : undefined;
  return {
    sent: { id, kind: 'track' as const, profileId: profileId ?? '', amount: 0, acknowledged: false },
    wire: {
      type: 'track',
      payload: {
        id,
        name: random.pick(['screen_view', 'screen_view', 'purchase', 'level_up']),
        deviceId: `d${random.between(1, 40)}`,
        ...(profileId === undefined ? {} : { profileId }),
        path: `/p${random.between(1, 9)}`,
        timestamp: new Date(isLate ? late : Date.now()).toISOString(),
        properties: { number, text: 'x'.repeat(random.between(0, 200)) },
      },
    },
  };
}

function post(
  agent: Agent,
  url: string,
  { clientId, clientSecret }: Project,
  body: string,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(
      `${url}/track`,
      {
        method: 'POST',
        agent,
        timeout: requestTimeoutMs,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'openpanel-client-id': clientId,
          'openpanel-client-secret': clientSecret,
          'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36',
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    sending.on('timeout', () => sending.destroy(new Error('timeout')));
    sending.on('error', reject);
    sending.end(body);
  });
}
