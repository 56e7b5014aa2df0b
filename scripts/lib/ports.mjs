import net from 'node:net';
import { Failure } from './failure.mjs';

/** True when nothing listens on the port of the loopback (or `host`). */
export function isFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port that was free a moment ago. */
export function freePort(host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port: 0, host }, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * The port for one of our processes. One that was asked for (`asked`, from the environment variable `variable`) must be free;
 * otherwise the one of last time, then the first free one from `usual` on, none of them in `taken`.
 */
export async function choosePort({ asked, variable, remembered, usual, taken = new Set(), host }) {
  host ||= '127.0.0.1';
  if (asked !== undefined && asked !== '') {
    const port = Number(asked);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Failure(`${variable}=${asked} is not a port number.`);
    if (taken.has(port) || !(await isFree(port, host))) throw new Failure(`Port ${port} (${variable}) is already in use.`);
    taken.add(port);
    return port;
  }
  const candidates = [...(remembered ? [remembered] : []), ...Array.from({ length: 40 }, (_, step) => usual + step)];
  for (const port of candidates) {
    if (taken.has(port) || !(await isFree(port, host))) continue;
    taken.add(port);
    return port;
  }
  const port = await freePort(host);
  taken.add(port);
  return port;
}
