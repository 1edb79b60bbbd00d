import { Counter, Gauge, Registry } from 'prom-client';
import { createHistogram } from './histogram.ts';

/** What ingest counts, in Prometheus' form. */
export interface IngestMetrics {
  accepted(messages: number): void;
  rejected(reason: string, messages: number): void;
  bots(messages: number): void;
  request(route: string, status: number, seconds: number): void;
  /** What one request handed to the queue, which became durable or did not. */
  published(messages: number, seconds: number, isDurable: boolean): void;
  backlog(messages: number): void;
  readonly contentType: string;
  /** The Prometheus text. */
  text(): Promise<string>;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const sizes = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000];

/** Metrics of their own registry, so that one process can hold two of them. */
export function createIngestMetrics(): IngestMetrics {
  const registry = new Registry();
  const registers = [registry];
  const named = (name: string, help: string) => ({ name: `gatrix_ingest_${name}`, help, registers });
  const accepted = new Counter(named('messages_accepted_total', 'Messages that became durable'));
  const bots = new Counter(named('messages_bots_total', 'Accepted messages that robots sent'));
  const rejected = new Counter({
    ...named('messages_rejected_total', 'Messages that were refused, by reason'),
    labelNames: ['reason'],
  });
  const histogram = (name: string, help: string, bounds: readonly number[]) =>
    createHistogram(`gatrix_ingest_${name}`, help, bounds);
  const requests = histogram('http_request_duration_seconds', 'HTTP requests, by route and status', seconds);
  const published = histogram('published_messages', 'Messages that one request handed to the queue', sizes);
  const publishing = histogram(
    'publish_duration_seconds',
    'Time until the messages of a request are durable in the queue',
    seconds,
  );
  const backlog = new Gauge(named('backlog_messages', 'Messages that wait in the queue'));
  const publishedSizes = published.labels({});
  const durable = publishing.labels({ outcome: 'durable' });
  const failed = publishing.labels({ outcome: 'failed' });
  const requestsOf = remembered((route: string) =>
    remembered((status: number) => requests.labels({ route, status })),
  );
  return {
    accepted: (messages) => accepted.inc(messages),
    rejected: (reason, messages) => rejected.inc({ reason }, messages),
    bots: (messages) => bots.inc(messages),
    request: (route, status, duration) => requestsOf(route)(status).observe(duration),
    published(messages, duration, isDurable) {
      publishedSizes.observe(messages);
      (isDurable ? durable : failed).observe(duration);
    },
    backlog: (messages) => backlog.set(messages),
    contentType: registry.contentType,
    text: async () =>
      [await registry.metrics(), ...[requests, published, publishing].map((one) => `${one.text()}\n`)].join(
        '\n',
      ),
  };
}

/** Finding the child of some labels takes longer than observing in it. There are few: routes, and statuses. */
function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const values = new Map<Key, Value>();
  return (key) => {
    const value = values.get(key) ?? make(key);
    values.set(key, value);
    return value;
  };
}
