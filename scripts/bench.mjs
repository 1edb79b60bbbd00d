// Runs the benchmarks one after another and writes bench/RESULTS.md. With names, only those: pnpm bench ingest reports
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { checkNode, ensureBuilt, ensureInstalled, root } from './workspace.mjs';

const benchmarks = {
  ingest: { title: 'B1, B2: ingest', args: ['bench/ingest.mjs'] },
  worker: { title: 'B3, B4, B5: worker', args: ['bench/worker.mjs'] },
  reports: {
    title: 'B6, B7, B8, B12: reports and storage',
    args: ['bench/reports.ts', '1000000', '10000000'],
  },
  segments: { title: 'Segments', args: ['bench/segments.ts', '3000000'] },
  normalizer: { title: 'B9: normaliser', args: ['bench/normalizer.ts'] },
  sdks: { title: 'Browser SDKs side by side', args: ['bench/sdks.ts'] },
  logs: { title: 'Access logs beside GoAccess', args: ['bench/goaccess.ts'] },
  'node-sdks': { title: 'Server SDKs side by side', args: ['bench/node-sdks.ts'] },
  overview: { title: 'The overview in a browser', args: ['bench/overview.mjs'] },
  isolation: { title: 'Isolation at 2 million events', args: ['bench/isolation.ts', '2000000'] },
  company: { title: 'B13, B14: beside a funnel, and 20 viewers', args: ['bench/company.ts', '2000000'] },
  start: { title: 'B11: the stand-alone run', args: ['bench/start.mjs'] },
};
const resultsFile = join(root, 'bench/RESULTS.md');
/** Everything under this line of the file is written by hand: what limits each figure, and what got worse. */
const handwritten = '<!-- written by hand from here -->';

checkNode();
ensureInstalled();
ensureBuilt();
const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(benchmarks);
const sections = existsSync(resultsFile) ? sectionsOf(readFileSync(resultsFile, 'utf8')) : new Map();
let failed = false;
for (const name of names) {
  const benchmark = benchmarks[name];
  if (!benchmark)
    throw new Error(`there is no benchmark ${name}; there are ${Object.keys(benchmarks).join(', ')}`);
  if (!existsSync(join(root, benchmark.args[0]))) continue;
  console.error(`${benchmark.title} …`);
  const args = ['--conditions=source', '--import', 'tsx', ...benchmark.args];
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) {
    failed = true;
    console.error(`${name} failed with ${status}`);
    continue;
  }
  console.log(stdout);
  const when = new Date().toISOString().slice(0, 10);
  sections.set(
    benchmark.title,
    `${when}, \`node ${benchmark.args.join(' ')}\`\n\n\`\`\`\n${stdout.trim()}\n\`\`\``,
  );
}
writeResults(sections);
process.exitCode = failed ? 1 : 0;

function sectionsOf(text) {
  const [generated = ''] = text.split(handwritten);
  const parts = generated.split(/^## /m).slice(1);
  return new Map(
    parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim()]),
  );
}

function writeResults(all) {
  const before = existsSync(resultsFile) ? readFileSync(resultsFile, 'utf8') : '';
  const notes = before.includes(handwritten) ? before.slice(before.indexOf(handwritten)) : `${handwritten}\n`;
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.versions.node}`;
  const body = [...all].map(([title, text]) => `## ${title}\n\n${text}\n`).join('\n');
  writeFileSync(
    resultsFile,
    `# Benchmarks\n\n${machine}. Figures are medians of ratios inside one run.\n\n${body}\n${notes}`,
  );
}
