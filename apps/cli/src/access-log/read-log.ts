import { parseBalancer } from './balancer.ts';
import { parseCombined } from './combined.ts';
import type { AccessLogEntry } from './entry.ts';
import { parseJsonEntry } from './json.ts';
import { fieldsDirective, parseW3c } from './w3c.ts';

export type LogLine = AccessLogEntry | 'comment' | 'unknown';

/** What `import access-log` reads, for messages. */
export const logForms =
  'common, combined and vhost_combined (Apache, nginx, also with the address in the last field), JSON of Caddy, Traefik and nginx, W3C (IIS, CloudFront), and AWS load balancers';

const notRead: readonly (readonly [RegExp, string])[] = [
  [/ haproxy\[\d+\]: /, "HAProxy's, which has no user agents and no time zone"],
  [
    /^\S+ [\w-]+ \[\d{2}\/[A-Z][a-z]{2}\/\d{4}:[\d:]+ [+-]\d{4}\] /,
    'of S3, which is not a site visited by people',
  ],
  [/^(?:time_stamp|\d+ \S+ elb )/, "of AWS' classic load balancer or network"],
  [/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\]|^\[[A-Z][a-z]{2} [A-Z][a-z]{2} \d/, 'an error log'],
  [/^[^,\t]*,[^,\t]*,/, 'CSV'],
];

/** Reads one log, whose lines say themselves in which form they are. */
export function createLogReader(): (line: string) => LogLine {
  let fields: readonly string[] | undefined;
  return (line) => {
    if (line.startsWith('#')) {
      fields = fieldsDirective(line) ?? fields;
      return 'comment';
    }
    if (line.startsWith('{')) return parseJsonEntry(line) ?? 'unknown';
    const entry = (fields && parseW3c(line, fields)) ?? parseCombined(line) ?? parseBalancer(line);
    return entry ?? 'unknown';
  };
}

/** Which form a line that was not understood seems to have. */
export function seemsToBe(line: string): string {
  if (line.startsWith('{'))
    return 'JSON without time, method, path and status under the names that are known';
  return notRead.find(([pattern]) => pattern.test(line))?.[1] ?? 'of no form that is known';
}
