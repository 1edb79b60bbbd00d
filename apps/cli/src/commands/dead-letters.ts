import { connectForWork, createBullDeadLetters, type DeadLetters } from '@gatrix/analytics-queue';
import type { Command } from 'commander';
import { type CommandContext, CommandError, contextOf } from '../command-context.ts';
import { table } from '../output.ts';

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

function act(done: string, work: (letters: DeadLetters, id: string) => Promise<boolean>) {
  return async (id: string, _options: unknown, command: Command): Promise<void> => {
    const context = contextOf(command);
    const ids = await withDeadLetters(context, async (deadLetters) => {
      const wanted =
        id === 'all' ? (await deadLetters.list({ limit: 1_000_000 })).map((letter) => letter.id) : [id];
      const outcomes = await Promise.all(
        wanted.map(async (one) => ((await work(deadLetters, one)) ? [one] : [])),
      );
      return outcomes.flat();
    });
    if (ids.length === 0 && id !== 'all') throw new CommandError(`there is no dead letter ${id}`);
    context.output.result({ [done]: ids }, [`${ids.length} ${done}`]);
  };
}

async function withDeadLetters<T>(
  { config }: CommandContext,
  work: (letters: DeadLetters) => Promise<T>,
): Promise<T> {
  if (config.isStandalone)
    throw new CommandError(
      `a stand-alone run keeps its dead letters in ${config.dataDir}/dead-letters.ndjson`,
    );
  const connection = connectForWork(config.redis);
  const letters = createBullDeadLetters({ work: connection, prefix: config.QUEUE_PREFIX });
  try {
    return await work(letters);
  } finally {
    await letters.close();
    connection.disconnect();
  }
}
