import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetadata } from '@gatrix/analytics-metadata';
import { runCli } from '@gatrix/analytics-test-services';
import { afterAll, expect, test } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'project-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('a project is made and changed with time zones that there are, as IANA writes them', async () => {
  const metadata = createMetadata({ url: `sqlite:${join(directory, 'metadata.db')}` });
  await metadata.migrate();
  await metadata.close();
  const project = async (...args: string[]) =>
    JSON.parse(await runCli(['--json', 'project', ...args], { DATA_DIR: directory }));
  const { project: made } = await project('create', '--name', 'p', '--timezone', 'asia/seoul');
  expect(made.timezone).toBe('Asia/Seoul');
  const unknown = 'must be an IANA time zone, such as Asia/Seoul';
  await expect(project('create', '--name', 'q', '--timezone', 'Mars/Olympus')).rejects.toThrow(unknown);
  await expect(project('update', made.id, '--timezone', 'BST')).rejects.toThrow(unknown);
  expect(await project('list')).toEqual([expect.objectContaining({ name: 'p', timezone: 'Asia/Seoul' })]);
});
