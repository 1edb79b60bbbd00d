import { mysqlForTest } from '@gatrix/analytics-test-services';
import { createConnection } from 'mysql2/promise';
import { expect, test, vi } from 'vitest';
import { createMetadata } from '../src/index.ts';

test('who waits for another process’s migration says so, and goes on as soon as that is gone', async () => {
  const { url } = await mysqlForTest();
  const holder = await createConnection(url);
  await holder.query("SELECT GET_LOCK(CONCAT('analytics_migrations_', LEFT(SHA2(DATABASE(), 256), 32)), 0)");
  const metadata = createMetadata({ url });
  const onWaiting = vi.fn();
  const migrated = metadata.migrate({ onWaiting });
  await vi.waitUntil(() => onWaiting.mock.calls.length > 0, { timeout: 30_000 });
  expect(onWaiting.mock.calls[0]?.[0]).toMatch(
    /^waiting for connection \d+ of the database, which migrates the metadata; 1 s so far$/,
  );
  // As when its process is killed: the lock goes with the connection.
  holder.destroy();
  expect(await migrated).not.toEqual([]);
  await metadata.close();
});
