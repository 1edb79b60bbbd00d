import { join } from 'node:path';
import { analyticsProxy } from '@gatrix/analytics-proxy';
import express, { type Express } from 'express';
import { authRoutes } from './routes/auth.ts';

export interface AppSettings {
  readonly analyticsUrl: string;
  readonly jwtSecret: string;
  /** The built front end. */
  readonly pageDirectory: string;
}

/** The host's backend. */
export function createApp({ analyticsUrl, jwtSecret, pageDirectory }: AppSettings): Express {
  const app = express();

  // Analytics proxy - MUST be before body parsing.
  app.use('/api/v1/analytics', analyticsProxy({ target: analyticsUrl }));

  app.use(express.json());
  app.use('/api/v1/auth', authRoutes(jwtSecret));
  app.use(express.static(pageDirectory));
  app.get('/{*path}', (_request, response) => response.sendFile(join(pageDirectory, 'index.html')));
  return app;
}
