import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetadata } from '@gatrix/analytics-metadata';
import { createReports } from '@gatrix/analytics-reports';
import { startEngine } from '@gatrix/analytics-reports/testing';
import { expect, test, vi } from 'vitest';
import { scheduleDigests } from '../src/consumers/digests.ts';

test('digests that are due are sent by one of two workers, and one that fails does not hold up the others', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'worker-digests-'));
  const url = `sqlite:${join(directory, 'metadata.db')}`;
  const [metadata, twin] = [createMetadata({ url }), createMetadata({ url })];
  await metadata.migrate();
  const engine = await startEngine();
  const reports = createReports({ ...engine, now: Date.now });
  const { id: projectId } = await metadata.projects.create({ name: 'P', domain: '' });
  const channel = await metadata.channels.create({ projectId, name: 'C', settings: {} });
  const saved = { projectId, name: 'R', query: {} };
  const made = await Promise.all(
    ['monetization', 'metrics', 'metrics'].map(async (report) => {
      const { id: savedReportId } = await metadata.savedReports.create({ ...saved, report });
      const definition = { source: { savedReportId }, schedule: { every: 'day', hour: 0 } };
      const next = { sentFor: null, dueAt: Date.now() };
      const digest = { projectId, name: 'D', definition, channels: [channel.id], ...next };
      return metadata.digests.create(digest);
    }),
  );
  const failing = { ...reports, monetization: () => Promise.reject(new Error('away')) };
  const warnings: unknown[] = [];
  const logger = { warn: (...told: unknown[]) => void warnings.push(told) };
  const schedules = [metadata, twin].map((own) =>
    scheduleDigests({ metadata: own, reports: failing, now: Date.now }, { logger, everyMs: 20 }),
  );
  const told = async () => {
    const sent = await metadata.deliveries.list(projectId, { limit: 100 });
    return sent.map(({ subjectId }) => subjectId).sort();
  };
  const wanted = made.slice(1).map(({ id }) => id);
  await vi.waitFor(async () => expect(await told()).toEqual(wanted.toSorted()), 30_000);
  await vi.waitFor(() => expect(warnings).toHaveLength(1), 30_000);
  for (const schedule of schedules) schedule.close();
  await Promise.all([metadata.close(), twin.close(), engine.close()]);
  rmSync(directory, { recursive: true });
});
