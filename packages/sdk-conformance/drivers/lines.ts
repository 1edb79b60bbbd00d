import { createInterface } from 'node:readline';

export type Command = Readonly<Record<string, unknown>> & { readonly do: string };

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
export const sayDrop = (name: unknown, reason: string) => say({ drop: { name, reason } });

/** Says who it is, then performs one command after another and says when each is done. */
export async function drive(
  ready: { readonly client: string; readonly version: string; readonly can: readonly string[] },
  perform: (command: Command) => Promise<void> | void,
): Promise<void> {
  say({ ready });
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      await perform(JSON.parse(line));
      say({ done: true });
    } catch (error) {
      say({ error: error instanceof Error ? error.message : String(error) });
    }
  }
}
