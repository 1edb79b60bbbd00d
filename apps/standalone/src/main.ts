import { ConfigError, createLogger, runService } from '@gatrix/analytics-service-runtime';
import { startStandalone } from './app.ts';
import { loadStandaloneConfig } from './config.ts';
import { endWithSupervisor, giveSignsOfLife } from './signs-of-life.ts';
import { welcome } from './welcome.ts';

function configOrExit() {
  try {
    return loadStandaloneConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

const isSupervised = process.argv.includes('--supervised');
if (isSupervised) endWithSupervisor();
const config = configOrExit();
const logger = createLogger({ name: 'standalone', ...config.logger });
await runService({
  name: 'standalone',
  logger,
  dependencies: [],
  async start() {
    const standalone = await startStandalone(config, logger).catch((error: NodeJS.ErrnoException) => {
      const isPortTaken = error.code === 'EADDRINUSE';
      const reason = isPortTaken ? `port ${config.PORT} is taken: set PORT to another` : error.message;
      process.stderr.write(`\n  Gatrix Analytics cannot start: ${reason}\n\n`);
      logger.debug({ err: error }, 'start failed');
      process.exit(1);
    });
    if (isSupervised) giveSignsOfLife();
    process.stdout.write(welcome(standalone, config.DATA_DIR));
    return standalone;
  },
});
