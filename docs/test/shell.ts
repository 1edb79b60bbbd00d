import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AnalyticsServer, root } from './server.ts';

/** Runs a block of shell as a reader would, and gives what it printed; `curl` is quiet about progress. */
export async function runShell(code: string, server: AnalyticsServer): Promise<string> {
  const quiet = 'curl() { command curl --silent --show-error "$@"; }';
  const command = `npx() { [ "$1" = gatrix-analytics ] && shift && node "${join(root, 'apps/cli/bin/gatrix-analytics.js')}" "$@"; }`;
  const { stdout } = await promisify(execFile)(
    'bash',
    ['-eu', '-o', 'pipefail', '-c', `${quiet}\n${command}\n${code}`],
    {
      cwd: root,
      env: {
        ...process.env,
        DATA_DIR: server.dataDir,
        URL: server.url,
        PROJECT: server.projectId,
        ROOT_ID: server.root.id,
        ROOT_SECRET: server.root.secret,
        PROJECT_ID: server.projectId,
        CLIENT_ID: server.write.id,
        CLIENT_SECRET: server.write.secret,
        READ_ID: server.read.id,
        READ_SECRET: server.read.secret,
      },
    },
  );
  return stdout;
}

/** The JSON objects that were printed, one a line. */
export const answersIn = (output: string): unknown[] =>
  output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));

/** True where `actual` is `expected`, in which the text "…" stands for any text. */
export function matchesAnswer(actual: unknown, expected: unknown): boolean {
  if (expected === '…') return typeof actual === 'string' && actual !== '';
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null)
    return actual === expected;
  const keys = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  return [...keys].every((key) => matchesAnswer(Reflect.get(actual, key), Reflect.get(expected, key)));
}
