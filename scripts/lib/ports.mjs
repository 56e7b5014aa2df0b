import net from 'node:net';
import { Failure } from './failure.mjs';

/** Takes a port so that nobody else does, until `release` is called; where it cannot be taken, `refusal` is the code of the system (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`). */
export function holdPort(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once('error', (error) => resolve({ refusal: error.code }));
    server.listen({ port, host, exclusive: true }, () => resolve({ port: server.address().port, release: () => new Promise((released) => server.close(released)) }));
    server.unref();
  });
}

/** True when nobody listens on the port, and we might. */
export async function isFree(port, host) {
  const held = await holdPort(port, host);
  await held.release?.();
  return held.refusal === undefined;
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

const REFUSALS = {
  EADDRINUSE: (port, variable) => `Port ${port} (${variable}) is already in use.`,
  EACCES: (port, variable) => `Port ${port} (${variable}) may not be used by this user.`,
  EADDRNOTAVAIL: (port, variable, host) => `HOST=${host} is not an address of this machine.`,
  ENOTFOUND: (port, variable, host) => `HOST=${host} is not an address of this machine.`,
};

/**
 * The port for one of our processes, held until its `release` is called: between the choice and the start of the process lie minutes of installing. One that was asked for
 * (`asked`, from the environment variable `variable`) must be free; otherwise the one of last time, then the first free one from `usual` on.
 */
export async function choosePort({ asked, variable, remembered, usual, host }) {
  host ||= '127.0.0.1';
  const refuse = (code, port) => new Failure((REFUSALS[code] ?? (() => `Port ${port} (${variable}) cannot be used: ${code}.`))(port, variable, host));
  if (asked !== undefined && asked !== '') {
    const port = Number(asked);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Failure(`${variable}=${asked} is not a port number.`);
    const held = await holdPort(port, host);
    if (held.refusal) throw refuse(held.refusal, port);
    return held;
  }
  for (const port of [...(remembered ? [remembered] : []), ...Array.from({ length: 40 }, (_, step) => usual + step), 0]) {
    const held = await holdPort(port, host);
    if (!held.refusal) return held;
    if (held.refusal !== 'EADDRINUSE' && held.refusal !== 'EACCES') throw refuse(held.refusal, port);
  }
  throw new Failure('No port is free.');
}
