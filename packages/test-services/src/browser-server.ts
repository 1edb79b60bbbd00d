// A Chromium that several processes drive at once, each with contexts of its own: started by `startBrowserServer` as a process, so that
// what pages ask of it does not wait for who starts it. Arguments: its port, and a directory for what the browser writes.
import { requireProgram } from './programs.ts';

// A browser without a head says so, is counted as a robot, and some vendors' SDKs send nothing. In a context's options it would not hold for
// what a page sends when it is left.
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

const [port, directory] = process.argv.slice(2);
// Where Playwright puts the profile.
process.env.TMPDIR = directory;
const { chromium } = await import('playwright-core');
const server = await chromium.launchServer({
  executablePath: process.env.CHROMIUM_PATH ?? requireProgram('chromium', 'chromium'),
  host: '127.0.0.1',
  port: Number(port),
  wsPath: '/browser',
  args: [
    `--user-agent=${userAgent}`,
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
  // Pages of the SDK's tests are left and come back, as people leave them.
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
  handleSIGTERM: false,
});
let isStopping = false;
// Who drives it is told by the connection that ends, and the next who asks gets another one.
server.on('close', () => {
  if (!isStopping) console.error('Chromium ended');
  process.exit(isStopping ? 0 : 1);
});
process.once('SIGTERM', async () => {
  isStopping = true;
  await server.close();
});
console.log(`Chromium is process ${server.process().pid}`);
