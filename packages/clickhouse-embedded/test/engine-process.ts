import { createEmbeddedClickHouse } from '../src/index.ts';

// The engine in a process of its own: takes `{ id, query, values? }`, and answers `{ id, text }` or `{ id, error }`.
const { client, close } = await createEmbeddedClickHouse({ path: process.argv[2] ?? '' });
process.send?.({ id: 0, text: 'open' });

interface Order {
  readonly id: number;
  readonly query: string;
  readonly values?: readonly object[];
}

process
  .on('message', ({ id, query, values }: Order) => {
    run(query, values).then(
      (text) => process.send?.({ id, text }),
      (error: unknown) => process.send?.({ id, error: String(error) }),
    );
  })
  .on('disconnect', () => void close().then(() => process.exit(0)));

async function run(query: string, values: readonly object[] | undefined): Promise<string> {
  if (values) {
    await client.insert({ table: query, values, format: 'JSONEachRow' });
    return '';
  }
  const result = await client.exec({ query });
  let text = '';
  for await (const chunk of result.stream) text += chunk;
  return text.trim();
}
