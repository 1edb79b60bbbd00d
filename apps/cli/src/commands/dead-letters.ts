import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createBullDeadLetters,
  createStoredDeadLetters,
  type DeadLetter,
  type DeadLetters,
} from '@gatrix/analytics-queue';
import { connectForWork } from '@gatrix/analytics-redis';
import type { Command } from 'commander';
import { type CommandContext, CommandError, contextOf } from '../command-context.ts';
import { table } from '../output.ts';

type KeptLetters = Pick<DeadLetters, 'list' | 'get' | 'count' | 'replay' | 'drop'>;

/** `dlq list|show|replay|drop`: what could not be stored, and what becomes of it. */
export function registerDeadLetters(program: Command): void {
  const dlq = program.command('dlq').description('dead letters: messages that could not be stored');

  dlq
    .command('list')
    .option('--limit <n>', 'at most so many', Number, 100)
    .action(async (options: { limit: number }, command: Command) => {
      const context = contextOf(command);
      const { letters, total } = await withDeadLetters(context, async (deadLetters) => ({
        letters: await deadLetters.list(options),
        total: await deadLetters.count(),
      }));
      const rows = letters.map(({ id, failedAt, reason }) => [
        id,
        new Date(failedAt).toISOString(),
        reason.slice(0, 100),
      ]);
      context.output.result({ total, letters }, [
        ...table(['ID', 'FAILED AT', 'REASON'], rows),
        `${total} in all`,
      ]);
    });

  dlq.command('show <id>').action(async (id: string, _options, command: Command) => {
    const context = contextOf(command);
    const letter = await withDeadLetters(context, (deadLetters) => deadLetters.get(id));
    if (!letter) throw new CommandError(`there is no dead letter ${id}`);
    context.output.result(letter, [JSON.stringify(letter, null, 2)]);
  });

  dlq
    .command('replay <id>')
    .description('put it back on its queue; all: every one')
    .action(act('replayed', (letters, id) => letters.replay(id)));
  dlq
    .command('drop <id>')
    .description('forget it for good; all: every one')
    .action(act('dropped', (letters, id) => letters.drop(id)));
}

function act(done: string, work: (letters: KeptLetters, id: string) => Promise<boolean>) {
  return async (id: string, _options: unknown, command: Command): Promise<void> => {
    const context = contextOf(command);
    const ids = await withDeadLetters(context, async (deadLetters) => {
      const selection =
        id === 'all' ? (await deadLetters.list({ limit: 1_000_000 })).map((letter) => letter.id) : [id];
      const outcomes = await Promise.all(
        selection.map(async (one) => ((await work(deadLetters, one)) ? [one] : [])),
      );
      return outcomes.flat();
    });
    if (ids.length === 0 && id !== 'all') throw new CommandError(`there is no dead letter ${id}`);
    context.output.result({ [done]: ids }, [`${ids.length} ${done}`]);
  };
}

async function withDeadLetters<T>(
  { config }: CommandContext,
  work: (letters: KeptLetters) => Promise<T>,
): Promise<T> {
  if (config.isStandalone) return work(standaloneDeadLetters(join(config.dataDir, 'dead-letters.ndjson')));
  const connection = connectForWork(config.redis);
  const letters = createBullDeadLetters({ work: connection, prefix: config.QUEUE_PREFIX });
  try {
    return await work(letters);
  } finally {
    await letters.close();
    connection.disconnect();
  }
}

/** Those of a stand-alone run, to be looked at: the file belongs to the process that writes it. */
function standaloneDeadLetters(path: string): KeptLetters {
  const refuse = async (): Promise<never> => {
    throw new CommandError(`a stand-alone run has no replay: stop it, then edit ${path}`);
  };
  const load = async (): Promise<DeadLetter[]> => {
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as DeadLetter);
  };
  const letters = createStoredDeadLetters({ load, save: refuse }, refuse);
  return { list: letters.list, get: letters.get, count: letters.count, replay: refuse, drop: refuse };
}
