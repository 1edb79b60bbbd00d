import { type BatchesOptions, createBatches } from './batches.ts';

/**
 * One call is on its way at a time; what comes meanwhile goes with the next, at most `maxItems` together. The first call
 * waits for the rest of its turn of the event loop.
 */
export function joined<Item, Answer>({
  work,
  maxItems,
}: Pick<BatchesOptions<Item, Answer>, 'work'> & { readonly maxItems: number }): (
  item: Item,
) => Promise<Answer> {
  const batches = createBatches({ work, take: ({ length }) => Math.min(length, maxItems) });
  let isRunning = false;

  async function run(): Promise<void> {
    while (batches.waiting().length > 0) await batches.start();
    isRunning = false;
  }

  return (item) => {
    const answer = batches.add(item);
    if (!isRunning) {
      isRunning = true;
      setImmediate(() => void run());
    }
    return answer;
  };
}
