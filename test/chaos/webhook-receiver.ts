import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that a receiver has answered 2xx. */
export interface Taken {
  eventId: string;
  aggregateId: string;
  sequence: number;
  body: string;
  /** `performance.now()` when it was whole. */
  at: number;
}

interface Route {
  secret: Buffer;
  taken: Taken[];
}

export type Behaviour = (route: string, event: Taken) => number;

const TOLERANCE_SECONDS = 300;

/** Game servers under one address, one path each: they verify every signature over the bytes that came and keep their own books. */
export class ChaosReceiver {
  wrong = 0;
  /** Answered with anything but 2xx. */
  refused = 0;
  /** What a path answers; 200 unless told. */
  behaviour: Behaviour = () => 200;
  private readonly routes = new Map<string, Route>();
  private server: Server | undefined;
  private port = 0;

  async listen(): Promise<void> {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part)).on('end', () => this.answer(request.url!, request.headers, Buffer.concat(parts), response));
    });
    this.server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Nobody listens any more; what was open is cut. */
  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
    this.server = undefined;
  }

  url(route: string): string {
    return `http://127.0.0.1:${this.port}/${route}`;
  }

  /** What it is to be verified with. */
  knows(route: string, secret: string): void {
    this.routes.set(`/${route}`, { secret: Buffer.from(secret.replace(/^whsec_/, ''), 'base64'), taken: [] });
  }

  taken(route: string): Taken[] {
    return this.routes.get(`/${route}`)!.taken;
  }

  private answer(url: string, headers: Record<string, unknown>, body: Buffer, response: ServerResponse): void {
    const at = performance.now();
    const route = this.routes.get(url);
    if (!route || !isGenuine(headers, body, route.secret)) {
      this.wrong++;
      return void response.writeHead(401).end();
    }
    const text = body.toString('utf8');
    const event = JSON.parse(text) as { event_id: string; aggregate_id: string; sequence: number };
    const taken = { eventId: event.event_id, aggregateId: event.aggregate_id, sequence: event.sequence, body: text, at };
    const answer = this.behaviour(url.slice(1), taken);
    if (answer >= 200 && answer < 300) route.taken.push(taken);
    else this.refused++;
    response.writeHead(answer, { 'content-type': 'application/json' }).end('{"status":"ok"}');
  }
}

function isGenuine(headers: Record<string, unknown>, body: Buffer, secret: Buffer): boolean {
  const [id, at, signatures] = [headers['webhook-id'], headers['webhook-timestamp'], headers['webhook-signature']].map(String);
  if (Math.abs(Date.now() / 1_000 - Number(at)) > TOLERANCE_SECONDS) return false;
  const wanted = createHmac('sha256', secret).update(`${id}.${at}.`).update(body).digest();
  return signatures!.split(' ').some((each) => {
    const given = Buffer.from(each.replace(/^v1,/, ''), 'base64');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
