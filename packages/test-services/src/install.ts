import { loadTestConfig } from './config.ts';
import { ensureInstalled, type ProgramName } from './ensure-installed.ts';

const config = loadTestConfig(process.env);
const needed: ProgramName[] = ['chromium'];
if (process.argv.includes('--browsers')) needed.push('firefox', 'webkit', 'xvfb');
else {
  if (!config.redisUrl) needed.push('redis');
  if (!config.mysqlUrl) needed.push('mariadb');
  if (!config.clickHouseUrl) needed.push('compiler');
}

try {
  const installed = ensureInstalled(needed);
  if (installed.length > 0) console.log(`installed ${installed.join(', ')}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
