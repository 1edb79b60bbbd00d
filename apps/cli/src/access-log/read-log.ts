import { parseBalancer } from './balancer.ts';
import { parseCombined } from './combined.ts';
import type { AccessLogEntry } from './entry.ts';
import { parseHaproxy } from './haproxy.ts';
import { parseJsonEntry } from './json.ts';
import { createFormatReader } from './log-format.ts';
import { fieldsDirective, parseW3c } from './w3c.ts';

export type LogLine = AccessLogEntry | 'comment' | 'unknown';

/** What `import access-log` reads, for messages. */
export const logForms =
  'common, combined and vhost_combined (Apache, nginx, also with the address in the last field), JSON of Caddy, Traefik and nginx, W3C (IIS, CloudFront), AWS load balancers, HAProxy (option httplog), and nginx by its log_format';

const notRead: readonly (readonly [RegExp, string])[] = [
  [/ haproxy\[\d+\]: /, "HAProxy's, but not of `option httplog`"],
  [
    /^\S+ [\w-]+ \[\d{2}\/[A-Z][a-z]{2}\/\d{4}:[\d:]+ [+-]\d{4}\] /,
    'of S3, which is not a site visited by people',
  ],
  [/^(?:time_stamp|\d+ \S+ elb )/, "of AWS' classic load balancer or network"],
  [/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\]|^\[[A-Z][a-z]{2} [A-Z][a-z]{2} \d/, 'an error log'],
  [/^[^,\t]*,[^,\t]*,/, 'CSV'],
];

export interface LogOptions {
  /** The only form that lines are taken in; else each line says itself which it has. */
  readonly form?: LogForm | undefined;
  /** nginx' `log_format`. */
  readonly logFormat?: string | undefined;
  /** By how many milliseconds the log's local time is ahead of UTC, where its times have no zone. */
  readonly offsetOf?: ((localMilliseconds: number) => number) | undefined;
}

export const logFormNames = ['combined', 'json', 'w3c', 'alb', 'haproxy'] as const;
export type LogForm = (typeof logFormNames)[number];

/** Reads one log. Throws where the `log_format` cannot be read by. */
export function createLogReader(options: LogOptions = {}): (line: string) => LogLine {
  const { form, logFormat, offsetOf = () => 0 } = options;
  if (logFormat !== undefined) {
    const read = createFormatReader(logFormat);
    return (line) => read(line) ?? 'unknown';
  }
  let fields: readonly string[] | undefined;
  const readers: Record<LogForm, (line: string) => AccessLogEntry | undefined> = {
    json: (line) => (line.startsWith('{') ? parseJsonEntry(line) : undefined),
    w3c: (line) => fields && parseW3c(line, fields),
    combined: parseCombined,
    alb: parseBalancer,
    haproxy: (line) => parseHaproxy(line, offsetOf),
  };
  const tried = form ? [readers[form]] : Object.values(readers);
  return (line) => {
    if (line.startsWith('#')) {
      fields = fieldsDirective(line) ?? fields;
      return 'comment';
    }
    for (const read of tried) {
      const entry = read(line);
      if (entry) return entry;
    }
    return 'unknown';
  };
}

/** Which form a line that was not understood seems to have. */
export function seemsToBe(line: string): string {
  if (line.startsWith('{'))
    return 'JSON without time, method, path and status under the names that are known';
  return notRead.find(([pattern]) => pattern.test(line))?.[1] ?? 'of no form that is known';
}
