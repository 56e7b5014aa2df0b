import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Writes bytes as they are to a server and reads its one answer; null when the connection ends without one. */
export async function exchange(url: string, bytes: Buffer | string, withinMs = 15_000): Promise<RawAnswer | null> {
  const socket = await open(url, withinMs);
  socket.write(bytes);
  return answerOf(socket);
}

export function requestBytes(method: string, path: string, headers: Record<string, string>, body = ''): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', connection: 'close', ...headers, 'content-length': String(Buffer.byteLength(body)) }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

/** Sends all requests but their last byte, each on a connection of its own, and then all last bytes at once: as simultaneous as a client can be. */
export async function sendTogether(url: string, requests: Buffer[], withinMs = 30_000): Promise<RawAnswer[]> {
  const sockets = await Promise.all(requests.map(() => open(url, withinMs)));
  await Promise.all(sockets.map((socket, at) => new Promise<void>((resolve) => socket.write(requests[at]!.subarray(0, -1), () => resolve()))));
  const answers = sockets.map((socket) => answerOf(socket));
  sockets.forEach((socket, at) => socket.write(requests[at]!.subarray(-1)));
  return (await Promise.all(answers)).map((answer) => {
    if (!answer) throw new Error('A connection ended without an answer');
    return answer;
  });
}

function open(url: string, withinMs: number): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.setNoDelay(true);
    socket.setTimeout(withinMs, () => socket.destroy());
    socket.once('error', reject);
  });
}

/** Reads until the answer is whole by its content-length or the server closes; a server that has refused a body may close before all of it was written. */
function answerOf(socket: Socket): Promise<RawAnswer | null> {
  let received = Buffer.alloc(0);
  return new Promise((resolve) => {
    const end = (): void => {
      socket.destroy();
      resolve(parse(received));
    };
    socket.removeAllListeners('error');
    socket.on('error', end);
    socket.on('close', end);
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      const answer = parse(received);
      if (answer && answer.body.length >= Number(answer.headers['content-length'] ?? Number.POSITIVE_INFINITY)) end();
    });
  });
}

function parse(received: Buffer): RawAnswer | null {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first, ...lines] = received.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first!)?.[1] ?? 0);
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const rest = received.subarray(end + 4);
  return { status, headers, body: headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest };
}

function unchunked(rest: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = rest.indexOf('\r\n', at);
    const size = line < 0 ? 0 : Number.parseInt(rest.subarray(at, line).toString('latin1'), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(rest.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

/** Writes all requests at once over one connection, so that the server gets them in one piece, and reads their answers, which come in the order of the requests. */
export async function sendPipelined(url: string, requests: Buffer[], withinMs = 30_000): Promise<RawAnswer[]> {
  const socket = await open(url, withinMs);
  let received = Buffer.alloc(0);
  const answers: RawAnswer[] = [];
  return new Promise((resolve, reject) => {
    const end = (): void => {
      socket.destroy();
      if (answers.length === requests.length) resolve(answers);
      else reject(new Error(`A connection ended after ${answers.length} of ${requests.length} answers`));
    };
    socket.removeAllListeners('error');
    socket.on('error', end);
    socket.on('close', end);
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      for (let answer = parse(received); answer?.headers['content-length']; answer = parse(received)) {
        const length = Number(answer.headers['content-length']);
        if (answer.body.length < length) break;
        answers.push({ ...answer, body: answer.body.subarray(0, length) });
        received = received.subarray(received.indexOf('\r\n\r\n') + 4 + length);
      }
      if (answers.length === requests.length) end();
    });
    socket.write(Buffer.concat(requests));
  });
}
