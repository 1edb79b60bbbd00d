import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { redactLine } from './redact.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  readonly name: string;
  /** Default `info`. */
  readonly level?: string;
  /** JSON even on a terminal. */
  readonly production?: boolean;
  /** Where lines go; default the standard output. */
  readonly destination?: DestinationStream;
}

/** A pino logger: JSON lines, made readable on a terminal; secrets and client addresses never reach the output. */
export function createLogger(options: LoggerOptions): Logger {
  const { name, level = 'info', production = false } = options;
  const readable = !options.destination && !production && process.stdout.isTTY === true;
  // Synchronous, so that the last lines before an exit are not lost.
  const destination =
    options.destination ??
    (readable ? PinoPretty({ sync: true, ignore: 'pid,hostname' }) : pino.destination({ fd: 1, sync: true }));
  return pino(
    {
      name,
      level,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: redactLine },
    },
    destination,
  );
}
