import { z } from 'zod';

const schema = z
  .object({
    PORT: z.coerce.number().int().default(5000),
    HOST: z.string().default('127.0.0.1'),
    /** Signs the host's tokens; the analytics server is given the same, so that it knows the host's users. */
    JWT_SECRET: z.string().min(16).default('only-for-the-example-on-this-machine'),
    /** A server that runs already. Without it the stand-alone server is started. */
    ANALYTICS_SERVER_URL: z.url().optional(),
    ANALYTICS_CLIENT_ID: z.string().optional(),
    ANALYTICS_PROJECT_ID: z.string().optional(),
    /** Of that server; with all three there are flags, which alerts switch. */
    SIGNAL_TOKEN: z.string().min(16).optional(),
    INBOX_TOKEN: z.string().optional(),
    GAUGES_TOKEN: z.string().optional(),
    /** Of the stand-alone server. */
    ANALYTICS_PORT: z.coerce.number().int().default(3002),
    DATA_DIR: z.string().default('.gatrix'),
  })
  .refine((env) => !env.ANALYTICS_SERVER_URL || (env.ANALYTICS_CLIENT_ID && env.ANALYTICS_PROJECT_ID), {
    message: 'with ANALYTICS_SERVER_URL, ANALYTICS_CLIENT_ID and ANALYTICS_PROJECT_ID are needed too',
  });

export type HostConfig = z.output<typeof schema>;

/** Throws where the environment makes no sense. */
export function loadConfig(env: NodeJS.ProcessEnv): HostConfig {
  return schema.parse(env);
}
