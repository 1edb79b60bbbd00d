import { join } from 'node:path';
import { serverDefaults } from '../engine/settings.ts';

export interface ServerOptions {
  /** Where its configuration and its data lie. */
  readonly dir: string;
  readonly httpPort: number;
  /** Of the native protocol; without it that port is closed. */
  readonly tcpPort?: number | undefined;
  /** Who may ask; with another name, `default` sees and changes nothing. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Where BACKUP may write to. */
  readonly backups?: string | undefined;
  /** Shards of one replica each, by their native ports on this machine. */
  readonly cluster?: { readonly name: string; readonly tcpPorts: readonly number[] } | undefined;
}

/** The server's `config.xml`. */
export function serverConfig(options: ServerOptions): string {
  const { dir, httpPort, tcpPort, backups, cluster } = options;
  return xml('clickhouse', [
    xml('listen_host', '127.0.0.1'),
    xml('http_port', httpPort),
    ...(tcpPort === undefined ? [] : [xml('tcp_port', tcpPort)]),
    xml('timezone', 'UTC'),
    xml('users_config', join(dir, 'users.xml')),
    ...(backups === undefined ? [] : [xml('backups', [xml('allowed_path', backups)])]),
    ...(cluster === undefined
      ? []
      : [xml('remote_servers', [xml(cluster.name, cluster.tcpPorts.map(shard))])]),
  ]);
}

/** Who may ask, and what their settings are where a statement has none: those of the oldest server that is supported. */
export function usersConfig({ user = 'default', password = '', cluster }: ServerOptions): string {
  const settings = { ...serverDefaults, ...(cluster ? ofNodes : {}) };
  return xml('clickhouse', [
    xml('profiles', [
      xml(
        'default',
        Object.entries(settings).map(([name, value]) => xml(name, value)),
      ),
    ]),
    xml('quotas', [xml('default', [])]),
    xml('users', [
      person(user, password, xml('access_management', 1)),
      ...(user === 'default' ? [] : [person('default', '', listenOnly)]),
    ]),
  ]);
}

/** TRICKY: the engine, which is no server's, ends where another node calls off a query that runs on several of its threads. */
const ofNodes = { max_threads: '1' };

/** The statement that the server is started with runs as `default`, which may do nothing else. */
const listenOnly = xml('grants', [xml('query', 'GRANT SYSTEM LISTEN ON *.*')]);

function person(name: string, password: string, rights: string): string {
  return xml(name, [
    xml('password', password),
    xml('networks', [xml('ip', '127.0.0.1')]),
    xml('profile', 'default'),
    xml('quota', 'default'),
    rights,
  ]);
}

function shard(port: number): string {
  return xml('shard', [xml('replica', [xml('host', '127.0.0.1'), xml('port', port)])]);
}

function xml(name: string, content: string | number | readonly string[]): string {
  const inner = Array.isArray(content) ? content.join('') : escaped(String(content));
  return `<${name}>${inner}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
