import { connect } from 'node:net';

const timeoutMs = 1000;

/** Whether a Redis answers; one that asks for a password, or still loads its data, does not count as ready. */
export function redisAnswers(port: number, host = '127.0.0.1'): Promise<boolean> {
  return firstBytes(host, port, 'PING\r\n').then((text) => text?.startsWith('+PONG') ?? false);
}

/** Whether a MySQL server greets: its first packet is of protocol 10. */
export function mysqlAnswers(port: number, host = '127.0.0.1'): Promise<boolean> {
  return firstBytes(host, port).then((text) => text?.charCodeAt(4) === 10);
}

/** Whether ClickHouse's HTTP interface answers. */
export function clickHouseAnswers(port: number, host = '127.0.0.1'): Promise<boolean> {
  return firstBytes(host, port, `GET /ping HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`).then(
    (text) => text?.startsWith('HTTP/1.1 200') ?? false,
  );
}

/** Whether anything listens. */
export function listens(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}

/** What a server sends first, `undefined` where there is none or it says nothing within a second. */
function firstBytes(host: string, port: number, question?: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const finish = (text: string | undefined) => {
      socket.destroy();
      resolve(text);
    };
    socket.once('connect', () => {
      if (question) socket.write(question);
    });
    socket.once('data', (bytes) => finish(bytes.toString('latin1')));
    socket.once('timeout', () => finish(undefined));
    socket.once('error', () => finish(undefined));
    socket.once('end', () => finish(undefined));
  });
}
