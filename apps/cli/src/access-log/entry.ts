/** One request of an access log. */
export interface AccessLogEntry {
  /** The visitor's; a host name where the log has no addresses. */
  readonly address: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly method: string;
  /** As in the request line: a path with its query, or a whole URL. */
  readonly target: string;
  readonly status: number;
  readonly referrer: string;
  /** `-` where the request had none, which every browser has; '' where the log does not say. */
  readonly userAgent: string;
  /** Of the site, such as `https://shop.example`, where the log says it; else ''. */
  readonly origin: string;
}

/** `-` is how logs write that there was none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' && value !== '-' ? value : '';
}

/** The origin of `shop.example:443`; '' for what is no host. */
export function originOfHost(host: string, scheme?: string): string {
  const match = /^([\w.-]+\.[a-z][\w-]*|localhost|\[[\da-f:]+\])(?::(\d+))?$/i.exec(host);
  if (!match) return '';
  const [, name = '', port = ''] = match;
  if (port === '443' || (port === '' && scheme !== 'http')) return `https://${name}`;
  return port === '80' || port === '' ? `http://${name}` : `${scheme ?? 'http'}://${name}:${port}`;
}

/** Servers write quotes, backslashes and the bytes of UTF-8 that are not printable as `\"`, `\\` and `\xhh`. */
export function unescapeLog(text: string): string {
  if (!text.includes('\\')) return text;
  const plain = text.replace(/(?:\\x[\da-fA-F]{2})+/g, (escaped) =>
    Buffer.from(escaped.replaceAll('\\x', ''), 'hex').toString('utf8'),
  );
  return plain.replace(/\\(["\\])/g, '$1');
}
