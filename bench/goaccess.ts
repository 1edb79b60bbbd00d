// The import of access logs beside GoAccess, which only counts: both read the same combined log, and write nothing to keep.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const lines = Number(process.argv[2] ?? 500_000);
const root = join(import.meta.dirname, '..');
const browsers = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
];

async function writeLog(path: string): Promise<void> {
  const file = createWriteStream(path);
  for (let n = 0; n < lines; n++) {
    const time = new Date(Date.UTC(2026, 9, 1) + n * 100).toUTCString();
    const [, day, month, year, clock] = time.split(' ');
    // A visitor in fifty lines, of which one in four is a page.
    const address = `${11 + (n % 89)}.${(n >> 3) % 251}.${(n >> 7) % 241}.${1 + (n % 50)}`;
    const target = n % 4 === 0 ? `/page-${n % 997}?utm_source=news` : `/static/${n % 97}.js`;
    const line = `${address} - - [${day}/${month}/${year}:${clock} +0000] "GET ${target} HTTP/1.1" 200 512 "https://www.google.com/" "${browsers[n % 3]}"\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

/** CPU seconds and the highest resident memory of a program that has to succeed. */
async function measure(program: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'ignore' });
  let peakKb = 0;
  let cpuSeconds = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' ');
      cpuSeconds = (Number(fields[13]) + Number(fields[14])) / 100;
    } catch {
      // It has ended meanwhile.
    }
  }, 20);
  const [code] = await once(child, 'exit');
  clearInterval(timer);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return { perSecond: Math.round(lines / cpuSeconds), megabytes: Math.round(peakKb / 1_024) };
}

const hasGoAccess = spawnSync('goaccess', ['--version']).status === 0;
if (!hasGoAccess)
  console.error('goaccess is not installed (Debian: apt-get install goaccess): only ours is measured');
const directory = mkdtempSync(join(tmpdir(), 'bench-goaccess-'));
try {
  const log = join(directory, 'access.log');
  await writeLog(log);
  const cli = join(root, 'apps/cli/bin/gatrix-analytics.js');
  const programs = [
    ...(hasGoAccess
      ? [
          {
            name: 'GoAccess, report as JSON',
            program: 'goaccess',
            args: [log, '--log-format=COMBINED', '--no-global-config', '-o', join(directory, 'report.json')],
          },
        ]
      : []),
    {
      name: 'import access-log --dry-run',
      program: process.execPath,
      args: [cli, 'import', 'access-log', log, '--project', 'bench', '--dry-run'],
      env: { DATA_DIR: directory },
    },
  ];
  console.log(`${lines} lines, of which a quarter are pages\n`);
  console.log('| | lines a second of CPU | peak memory |\n| --- | --- | --- |');
  for (const { name, program, args, env } of programs) {
    const { perSecond, megabytes } = await measure(program, args, env);
    console.log(`| ${name} | ${perSecond.toLocaleString('en')} | ${megabytes} MB |`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
