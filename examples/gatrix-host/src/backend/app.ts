import { join } from 'node:path';
import { analyticsProxy } from '@gatrix/analytics-proxy';
import express, { type Express } from 'express';
import type { Connection } from './connect.ts';
import { createFlags } from './flags.ts';
import { readGauges } from './gauges.ts';
import { authRoutes, operatorsBy } from './routes/auth.ts';
import { flagRoutes } from './routes/flags.ts';
import { signalRoutes } from './routes/signals.ts';
import { sendWebhook } from './webhook.ts';

export interface AppSettings {
  readonly analyticsUrl: string;
  readonly projectId: string;
  /** Without it there are no flags. */
  readonly connection: Connection | undefined;
  readonly jwtSecret: string;
  /** The built front end. */
  readonly pageDirectory: string;
}

/** The host's backend. */
export function createApp(settings: AppSettings): Express {
  const { analyticsUrl, connection, jwtSecret, pageDirectory } = settings;
  const app = express();

  // Analytics proxy - MUST be before body parsing.
  app.use('/api/v1/analytics', analyticsProxy({ target: analyticsUrl }));

  app.use(express.json());
  app.use('/api/v1/auth', authRoutes(jwtSecret));
  if (connection) addFlags(app, settings, connection);
  app.use(express.static(pageDirectory));
  app.get('/{*path}', (_request, response) => response.sendFile(join(pageDirectory, 'index.html')));
  return app;
}

/** Alerts switch flags, flags stand beside their gauges, and their changes become notes on charts. */
function addFlags(app: Express, settings: AppSettings, connection: Connection): void {
  const { analyticsUrl, projectId, jwtSecret } = settings;
  const inboxUrl = `${analyticsUrl}/hooks/gatrix/${connection.inboxToken}`;
  const flags = createFlags((event) => {
    sendWebhook(inboxUrl, event).catch((error: unknown) => console.error('a webhook did not arrive:', error));
  });
  const gauges = () => readGauges(`${analyticsUrl}/prometheus/${projectId}`, connection.gaugesToken);
  app.use('/api/v1/signals', signalRoutes(flags, connection.signalToken));
  app.use('/api/v1/flags', flagRoutes(flags, operatorsBy(jwtSecret), gauges));
}
