import { domainToASCII } from 'node:url';
import type { ClientWithProject } from '@gatrix/analytics-metadata';
import { createMemo } from './memo.ts';

/**
 * Whether a request's `Origin` is one of the entries: exact origins (`https://example.com`), hosts
 * (`example.com`, `example.com:8080`; without a port any port is meant), `*.example.com` for whole labels in front
 * of it, with or without a scheme, or `*`. International names match in either form.
 */
export function originMatches(origin: string, entries: readonly string[]): boolean {
  const actual = parseOrigin(origin.toLowerCase());
  return entries.some((entry) => entry === '*' || (actual !== undefined && matchesEntry(actual, entry)));
}

/** Whether an origin may write for a client; remembered, because taking origins apart is 2 µs of a request. */
export function createOriginTest(): (origin: string, access: ClientWithProject) => boolean {
  // A client or project that was changed is read anew, as another object.
  const memos = new WeakMap<object, WeakMap<object, ReturnType<typeof createMemo<boolean>>>>();

  function memoOf({ client, project }: ClientWithProject) {
    const ofClient = memos.get(client) ?? new WeakMap();
    memos.set(client, ofClient);
    const memo = ofClient.get(project) ?? createMemo<boolean>(maxOriginsOfClient);
    ofClient.set(project, memo);
    return memo;
  }

  return (origin, access) =>
    memoOf(access)(origin, () => originMatches(origin, [access.project.domain, ...access.client.cors]));
}

const maxOriginsOfClient = 200;

interface Origin {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

function matchesEntry(actual: Origin, entry: string): boolean {
  const allowed = parseEntry(entry.trim().toLowerCase());
  if (!allowed) return entry.trim() === '*';
  if (allowed.scheme !== '' && allowed.scheme !== actual.scheme) return false;
  // An entry with a scheme is an exact origin, whose missing port is the scheme's own.
  if ((allowed.port !== '' || allowed.scheme !== '') && allowed.port !== actual.port) return false;
  return allowed.host.startsWith('*.')
    ? actual.host.endsWith(allowed.host.slice(1))
    : allowed.host === actual.host;
}

/** Nothing but labels, so that no user name, path or blank hides in it. */
const originForm = /^([a-z][a-z0-9+.-]*):\/\/([a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::(\d+))?$/;
const entryForm = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\[[0-9a-f:.]+\]|[^/:@?#\s]+)(?::(\d+))?\/?$/;

function parseOrigin(origin: string): Origin | undefined {
  const match = originForm.exec(origin);
  if (!match) return undefined;
  const [, scheme = '', host = '', port = ''] = match;
  return { scheme, host, port: portOf(scheme, port) };
}

function parseEntry(entry: string): Origin | undefined {
  const match = entryForm.exec(entry);
  if (!match) return undefined;
  const [, scheme = '', name = '', port = ''] = match;
  const isWild = name.startsWith('*.');
  const host = toAscii(isWild ? name.slice(2) : name);
  return { scheme, host: isWild ? `*.${host}` : host, port: portOf(scheme, port) };
}

function toAscii(host: string): string {
  return host.startsWith('[') ? host : domainToASCII(host);
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function portOf(scheme: string, port: string): string {
  return port === '' ? (defaultPorts[`${scheme}:`] ?? '') : port;
}
