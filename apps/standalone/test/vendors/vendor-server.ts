import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import { createLogger } from '@gatrix/analytics-service-runtime';
import { expect, vi } from 'vitest';
import { startStandalone } from '../../src/app.ts';
import { loadStandaloneConfig } from '../../src/config.ts';
import { startUnreliableProxy } from './unreliable-proxy.ts';

/** A stored event, as the export gives it. */
export interface StoredEvent {
  readonly id: string;
  readonly name: string;
  readonly timestamp: string;
  readonly device_id: string;
  readonly profile_id: string;
  readonly session_id: string;
  readonly path: string;
  readonly origin: string;
  readonly title: string;
  readonly referrer: string;
  readonly utm_source: string;
  readonly browser: string;
  readonly device: string;
  readonly country: string;
  readonly revenue: number;
  readonly currency: string;
  readonly groups: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface StoredPerson {
  readonly id: string;
  readonly device_ids: readonly string[];
  readonly total_events: number;
  readonly groups: readonly string[];
  readonly aliases: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}

const range = 'startDate=2020-01-01&endDate=2030-01-01&timezone=UTC';

/** The whole product in this process, and in front of it a network that loses answers when it is told to. */
export async function startVendorServer() {
  const dataDir = mkdtempSync(join(tmpdir(), 'vendors-'));
  const config = loadStandaloneConfig({ PORT: String(await freePort()), DATA_DIR: dataDir });
  const server = await startStandalone(config, createLogger({ name: 'test', level: 'error' }));
  const proxy = await startUnreliableProxy(server.url);
  const { write, read, root, projectId } = server.credentials;

  async function ask(path: string, init: RequestInit = {}, { id, secret } = read): Promise<string> {
    const headers = { 'openpanel-client-id': id, 'openpanel-client-secret': secret, ...init.headers };
    const response = await fetch(`${server.url}${path}`, { ...init, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  }
  /** In the order in which they happened. */
  async function events(): Promise<readonly StoredEvent[]> {
    const text = await ask(`/insights/${projectId}/export?${range}`);
    const rows = text.split('\n').filter((line) => line !== '');
    return rows
      .map((line) => JSON.parse(line) as StoredEvent)
      .sort((a, b) => a.timestamp.localeCompare(b.timestamp));
  }
  return {
    url: proxy.url,
    proxy,
    projectId,
    clientId: write.id,
    secret: write.secret,
    ask,
    events,
    /** Waits until events of these names, and no others, are stored of those that match. */
    async expectEvents(names: readonly string[], isMeant: (event: StoredEvent) => boolean) {
      const read = async () => (await events()).filter(isMeant);
      const sorted = [...names].sort();
      await expect
        .poll(async () => (await read()).map(({ name }) => name).sort(), { interval: 100 })
        .toEqual(sorted);
      return read();
    },
    /** Ids of the events that this library and version sent. */
    async idsOfSdk(sdkName: string, sdkVersion: string): Promise<readonly string[]> {
      const filters = {
        and: [
          { field: 'sdk_name', op: 'is', value: sdkName },
          { field: 'sdk_version', op: 'is', value: sdkVersion },
        ],
      };
      const query = `${range}&limit=1000&filters=${encodeURIComponent(JSON.stringify(filters))}`;
      const { data } = JSON.parse(await ask(`/insights/${projectId}/events?${query}`));
      return data.map(({ id }: StoredEvent) => id);
    },
    async person(id: string): Promise<StoredPerson> {
      return JSON.parse(await ask(`/insights/${projectId}/profiles/${encodeURIComponent(id)}`)).data;
    },
    /** The project's vendors; takes effect within seconds. */
    async takeVendors(wireFormats: readonly string[]) {
      const init = {
        method: 'PATCH',
        body: JSON.stringify({ settings: { wireFormats } }),
        headers: { 'content-type': 'application/json' },
      };
      await ask(`/manage/projects/${projectId}`, init, root);
    },
    async close() {
      proxy.close();
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type VendorServer = Awaited<ReturnType<typeof startVendorServer>>;

/** The event of this name, of which there is one. */
export function only(events: readonly StoredEvent[], name: string): StoredEvent {
  const found = events.filter((event) => event.name === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} events are named ${name}`);
  return found[0];
}

/** Until it holds; a loaded machine may take its time. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 30_000, interval: 100 });
}

/** Of an installed package, as its manifest has it. */
export function versionOf(name: string): string {
  const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
