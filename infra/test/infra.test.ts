import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Manifest, renderChart } from './render-chart.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const apps = ['ingest', 'worker', 'insights'] as const;
type App = (typeof apps)[number];

/** The variables that an app's config reads, by the keys of its schema and of the shared ones that it spreads. */
function variablesOf(app: App): Set<string> {
  const own = readdirSync(join(root, 'apps', app, 'src'))
    .filter((name) => /(?:config|-env)\.ts$/.test(name))
    .map((name) => read(`apps/${app}/src/${name}`))
    .join('\n');
  const shared = read('packages/service-runtime/src/connections.ts');
  const spread = [...own.matchAll(/\.\.\.(\w+Env)\b/g)].map(([, name]) => name);
  const sections = shared
    .split(/^export const /m)
    .filter((section) => spread.some((name) => section.startsWith(`${name} `)));
  const keys = [own, ...sections].join('\n').matchAll(/^(?: {2}){1,2}([A-Z][A-Z0-9_]+):/gm);
  return new Set([...keys].map(([, key]) => key ?? ''));
}

/** What images set and what only Node or the process reads. */
const known = new Set(['NODE_ENV']);

describe('docker-compose.yml', () => {
  const compose = parse(read('infra/docker-compose.yml'), { merge: true });
  const services: Record<string, Record<string, never>> = compose.services;

  test('has Gatrix names, its ClickHouse, and waits for what an app needs to be healthy', () => {
    expect(compose.networks['gatrix-network'].name).toBe('gatrix-network');
    for (const { container_name: name, networks } of Object.values(services)) {
      expect(name).toMatch(/^gatrix-/);
      expect(networks).toEqual(['gatrix-network']);
    }
    expect(services.clickhouse?.image).toBe('clickhouse/clickhouse-server:24.12.2.29-alpine');
    for (const app of apps) {
      const needs: Record<string, { condition: string }> = services[`analytics-${app}`]?.depends_on ?? {};
      expect(Object.keys(needs).length).toBeGreaterThan(0);
      for (const [name, { condition }] of Object.entries(needs)) {
        expect(condition).toBe('service_healthy');
        expect(services[name]?.healthcheck).toBeDefined();
      }
    }
  });

  test('health checks ask 127.0.0.1, where something listens', () => {
    for (const { healthcheck } of Object.values(services)) {
      if (healthcheck) expect(JSON.stringify(healthcheck)).toContain('127.0.0.1');
    }
  });

  test.each(apps)('builds %s from files that exist, and sets only what its config reads', (app) => {
    const { build, environment } = services[`analytics-${app}`] as unknown as {
      build: { context: string; dockerfile: string; args: Record<string, string> };
      environment: Record<string, unknown>;
    };
    expect(existsSync(join(root, 'infra', build.context, build.dockerfile))).toBe(true);
    expect(build.args.APP).toBe(app);
    const shared = new Set([...apps.flatMap((other) => [...variablesOf(other)]), ...known]);
    for (const name of Object.keys(environment)) expect(shared).toContain(name);
    expect([...variablesOf(app)].filter((name) => name in environment).length).toBeGreaterThan(5);
  });
});

test('the cluster of compose is two shards of two replicas, and each host is a service', () => {
  const { services } = parse(read('infra/docker-compose.cluster.yml'), { merge: true });
  const config = read('infra/clickhouse-cluster/cluster.xml');
  const hosts = [...config.matchAll(/<host>([\w-]+)<\/host>/g)].map(([, host]) => host);
  expect(hosts.sort()).toEqual(Object.keys(services).sort());
  expect(config.match(/<internal_replication>true/g)).toHaveLength(2);
  for (const name of hosts.filter((host) => host !== 'keeper')) {
    const { environment, volumes } = services[name ?? ''];
    expect(name).toBe(`shard-${environment.SHARD}-${name?.at(-1)}`);
    expect(environment.REPLICA).toBe(name);
    for (const volume of volumes) expect(existsSync(join(root, 'infra', volume.split(':')[0]))).toBe(true);
  }
  const { jobs } = parse(read('.github/workflows/ci.yml'));
  expect(config).toContain(`<${jobs.cluster.env.TEST_CLICKHOUSE_CLUSTER}>`);
});

test('the image is built in stages, does not run as root, and its health check asks 127.0.0.1', () => {
  const dockerfile = read('infra/docker/Dockerfile');
  expect(dockerfile.match(/^FROM /gm)).toHaveLength(2);
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^HEALTHCHECK [\s\S]*127\.0\.0\.1/m);
  // `./apps/x...` would install the app without what it depends on.
  expect(dockerfile).toMatch(/--filter-prod "\{apps\/\$\{APP\}\}\.\.\."/);
});

describe('the Helm chart', () => {
  const render = (overrides = {}) =>
    renderChart(join(root, 'infra/helm/gatrix-analytics'), 'prod', overrides);
  const find = (manifests: readonly Manifest[], kind: string, name: string): Manifest => {
    const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
    if (!found) throw new Error(`there is no ${kind} ${name}`);
    return found;
  };
  const containerOf = (manifest: Manifest) => {
    const { template } = manifest.spec as { template: { spec: PodSpec } };
    const [container] = template.spec.containers;
    if (!container) throw new Error('no container');
    return { pod: template.spec, container };
  };

  test('runs several of each app, which read the variables that they are given', () => {
    const manifests = render();
    const config = find(manifests, 'ConfigMap', 'prod-config').data as Record<string, string>;
    expect(config).toMatchObject({ CLICKHOUSE_CLUSTER: 'gatrix', CLICKHOUSE_HOST: 'prod-clickhouse' });
    const shared = new Set([...apps.flatMap((app) => [...variablesOf(app)]), ...known]);
    for (const name of Object.keys(config)) expect(shared).toContain(name);
    for (const app of apps) {
      const deployment = find(manifests, 'Deployment', `prod-${app}`);
      expect((deployment.spec as { replicas: number }).replicas).toBeGreaterThan(1);
      const { pod, container } = containerOf(deployment);
      expect(pod.securityContext.runAsNonRoot).toBe(true);
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(10);
      for (const { name } of container.env) expect(variablesOf(app)).toContain(name);
      for (const { value } of container.env) expect(typeof value).toBe('string');
      const port = container.ports.find(({ name }) => name === 'http')?.containerPort;
      expect(container.env.map(({ value }) => value)).toContain(String(port ?? 3003));
      expect(container.readinessProbe.httpGet).toEqual({ path: '/ready', port: 'http' });
      expect(container.livenessProbe.httpGet).toEqual({ path: '/health', port: 'http' });
    }
  });

  test('runs a ClickHouse of two shards and two replicas, whose nodes are the pods that there are', () => {
    const manifests = render();
    const cluster = (find(manifests, 'ConfigMap', 'prod-clickhouse').data as Record<string, string>)[
      'cluster.xml'
    ];
    const hosts = [...(cluster ?? '').matchAll(/<host>prod-clickhouse-(\d)\.prod-clickhouse-nodes<\/host>/g)];
    expect(hosts.map(([, number]) => number)).toEqual(['0', '1', '2', '3']);
    expect(cluster).toContain('<gatrix>');
    const { replicas, serviceName } = find(manifests, 'StatefulSet', 'prod-clickhouse').spec as {
      replicas: number;
      serviceName: string;
    };
    expect([replicas, serviceName]).toEqual([4, 'prod-clickhouse-nodes']);
    expect(cluster?.match(/<shard>\n/g)).toHaveLength(2);
    for (const tag of ['shard', 'replica', 'node', 'zookeeper', 'gatrix', 'clickhouse']) {
      const opened = cluster?.match(new RegExp(`<${tag}>`, 'g'))?.length;
      expect([tag, cluster?.match(new RegExp(`</${tag}>`, 'g'))?.length]).toEqual([tag, opened]);
    }
  });

  test('leaves out what is switched off, and selects the pods that its services name', () => {
    const small = render({
      clickhouse: { bundled: false, host: 'clickhouse.example.com' },
      ingress: { enabled: false },
    });
    const kinds = new Set(small.map(({ kind }) => kind));
    for (const kind of ['StatefulSet', 'Ingress', 'ServiceMonitor']) expect(kinds).not.toContain(kind);
    const config = find(small, 'ConfigMap', 'prod-config').data as Record<string, string>;
    expect(config.CLICKHOUSE_HOST).toBe('clickhouse.example.com');

    const all = render({ serviceMonitor: { enabled: true } });
    expect(new Set(all.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).size).toBe(all.length);
    const labels = all.flatMap(({ spec }) => {
      const { template } = (spec ?? {}) as { template?: { metadata: { labels: object } } };
      return template ? [JSON.stringify(template.metadata.labels)] : [];
    });
    for (const { kind, spec } of all) {
      if (kind === 'Service')
        expect(labels).toContain(JSON.stringify((spec as { selector: object }).selector));
    }
  });
});

interface PodSpec {
  readonly securityContext: { readonly runAsNonRoot: boolean };
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly {
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
    readonly readinessProbe: { readonly httpGet: object };
    readonly livenessProbe: { readonly httpGet: object };
  }[];
}

describe('what Prometheus and Grafana ask for', () => {
  const metrics = new Map(
    [
      ['gatrix_ingest_', 'apps/ingest/src/metrics/ingest-metrics.ts'],
      ['gatrix_worker_', 'apps/worker/src/worker-metrics.ts'],
    ].flatMap(([prefix = '', file = '']) =>
      // `new Counter(named('x', …))`, or `histogram('x', …)`.
      [
        ...read(file).matchAll(
          /(?:new (Counter|Gauge|Histogram)\((?:\{\s*\.\.\.)?\s*named|\bhistogram)\(\s*'(\w+)'/g,
        ),
      ].map(([, type = 'Histogram', name]) => [`${prefix}${name}`, type] as const),
    ),
  );
  const exists = (name: string) => {
    const histogram = /^(.*)_(?:bucket|count|sum)$/.exec(name)?.[1];
    return histogram === undefined ? metrics.has(name) : metrics.get(histogram) === 'Histogram';
  };
  const namesIn = (text: string) => [...new Set(text.match(/gatrix_(?:ingest|worker)_\w+/g) ?? [])];

  test('are metrics that the apps have', () => {
    expect(metrics.size).toBeGreaterThan(15);
    const alerts: { groups: { rules: { alert: string; expr: string }[] }[] } = parse(
      read('infra/monitoring/alerts.yaml'),
    );
    const dashboard: { panels: { title: string; targets: { expr: string }[] }[] } = JSON.parse(
      read('infra/monitoring/grafana-dashboard.json'),
    );
    const rules = alerts.groups.flatMap((group) =>
      group.rules.map(({ alert, expr }) => [alert, expr] as const),
    );
    const panels = dashboard.panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => [title, expr] as const),
    );
    expect(rules.length).toBeGreaterThan(5);
    expect(panels.length).toBeGreaterThan(15);
    for (const [title, expr] of [...rules, ...panels]) {
      const names = namesIn(expr);
      expect([title, names.length > 0, names.filter((name) => !exists(name))]).toEqual([title, true, []]);
    }
    // What descriptions send people to.
    expect(namesIn(read('infra/monitoring/alerts.yaml')).filter((name) => !exists(name))).toEqual([]);
  });

  test('and every alert is explained to who gets it', () => {
    const rules = [...read('infra/monitoring/alerts.yaml').matchAll(/- alert: (\w+)/g)].map(
      ([, name]) => name,
    );
    const explained = [...read('docs/operate/alerts.md').matchAll(/^\| `(Gatrix\w+)`/gm)].map(
      ([, name]) => name,
    );
    expect(explained.toSorted()).toEqual(rules.toSorted());
  });

  test('and every metric is on the dashboard', () => {
    const shown = read('infra/monitoring/grafana-dashboard.json');
    expect([...metrics.keys()].filter((name) => !shown.includes(name))).toEqual([]);
  });
});
