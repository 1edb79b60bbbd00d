import { migrations } from '@gatrix/analytics-clickhouse-schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeConcurrency } from './contract/concurrency.ts';
import { describeDeduplication } from './contract/deduplication.ts';
import { describeErrors } from './contract/errors.ts';
import { describeInserts } from './contract/inserts.ts';
import { describeParameters } from './contract/parameters.ts';
import { describeResults } from './contract/results.ts';
import { describeSettings } from './contract/settings.ts';
import { createSubject, type Face } from './contract/subject.ts';

/** What holds for ClickHouse's engine behind `@clickhouse/client`, whichever way the client reaches it. */
export function describeContract(name: string, open: () => Promise<Face>): void {
  describe(name, () => {
    let face: Face;
    const subject = createSubject(() => face);
    beforeAll(async () => {
      face = await open();
    });
    afterAll(() => face.close());

    describeParameters(subject);
    describeSettings(subject);
    describeInserts(subject);
    describeDeduplication(subject);
    describeErrors(subject);
    describeResults(subject);
    describeConcurrency(subject);

    test('the project’s migrations run', async () => {
      await subject.client.command({ query: 'CREATE DATABASE migrated' });
      for (const migration of migrations) {
        for (const query of migration.statements({ database: 'migrated' }))
          await subject.client.command({ query });
      }
      const [row] = await subject.rows<{ n: string }>(
        "SELECT count() AS n FROM system.tables WHERE database = 'migrated'",
      );
      expect(Number(row?.n)).toBeGreaterThan(8);
    });

    test('ping answers', async () => {
      expect(await subject.client.ping()).toEqual({ success: true });
      expect(await subject.client.ping({ select: true })).toEqual({ success: true });
    });
  });
}
