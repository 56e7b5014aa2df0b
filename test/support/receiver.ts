import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status: number;
  body?: string | object;
  headers?: Record<string, string>;
  /** Waits before it answers. */
  afterMs?: number;
}

/** A game server for tests: keeps what it received and answers what `answer` says. */
export class Receiver {
  readonly received: Received[] = [];
  answer: (request: Received) => Answer | Promise<Answer> = () => ({ status: 200, body: { status: 'ok' } });
  private server: Server | undefined;
  url = '';

  /** One that listens for as long as the suite runs; before each test it has received nothing and takes everything. */
  static ofSuite(): Receiver {
    const receiver = new Receiver();
    beforeAll(() => receiver.listen());
    beforeEach(() => {
      receiver.clear();
      receiver.answer = () => ({ status: 200 });
    });
    afterAll(() => receiver.close());
    return receiver;
  }

  async listen(): Promise<this> {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => void (async () => {
        const received = { method: request.method!, path: request.url!, headers: request.headers, body: Buffer.concat(parts).toString('utf8') };
        this.received.push(received);
        const answer = await this.answer(received);
        if (answer.afterMs) await pause(answer.afterMs, undefined, { ref: false });
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
      })());
    });
    await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
    return this;
  }

  clear(): void {
    this.received.length = 0;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}
