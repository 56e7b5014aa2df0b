import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * What it does to the bytes. `cut`: every connection is reset and new ones are turned away. `frozen`: connections stand, no byte passes. `mute`: what is asked arrives, what is
 * answered is held. `slow`: every piece is late by `LATE_MS`. `garbage`: the first bytes of every answer are overwritten.
 */
export type ProxyMode = 'open' | 'cut' | 'frozen' | 'mute' | 'slow' | 'garbage';

const LATE_MS = 400;
const GARBAGE = Buffer.from('\x00\xff\x15garbage\xfe');

/** A TCP proxy in front of a server of the tests that can be broken in several ways, to see what a process does without it. */
export class BreakableProxy {
  private readonly sockets = new Set<Socket>();
  private readonly answering = new Set<Socket>();
  private mode: ProxyMode = 'open';
  /** Connections that were turned away while it was cut. */
  refused = 0;

  private constructor(private readonly server: Server, private readonly target: URL) {}

  static async before(url: string): Promise<BreakableProxy> {
    const target = new URL(url);
    const server = createServer();
    const proxy = new BreakableProxy(server, target);
    server.on('connection', (socket) => proxy.accept(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The address of the server behind, through the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.toString();
  }

  /** Breaks every connection and refuses new ones. */
  cut(): void {
    this.mode = 'cut';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Lets connections stand, and no byte through. */
  freeze(): void {
    this.mode = 'frozen';
    for (const socket of this.sockets) socket.pause();
  }

  /** Breaks it in one of the ways that it knows. */
  break(mode: ProxyMode): void {
    if (mode === 'cut') return this.cut();
    if (mode === 'frozen') return this.freeze();
    this.mode = mode;
    if (mode === 'mute') for (const socket of this.answering) socket.pause();
  }

  restore(): void {
    this.mode = 'open';
    for (const socket of this.sockets) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    if (this.mode === 'cut') {
      this.refused++;
      client.destroy();
      return;
    }
    const behind = connect(Number(this.target.port), this.target.hostname);
    this.answering.add(behind);
    for (const [from, to] of [[client, behind], [behind, client]] as const) {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (bytes) => this.pass(bytes, from, to));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        this.answering.delete(from);
        to.destroy();
      });
      if (this.mode === 'frozen' || (this.mode === 'mute' && from === behind)) from.pause();
    }
  }

  private pass(bytes: Buffer, from: Socket, to: Socket): void {
    if (this.mode === 'slow') {
      setTimeout(() => to.writable && to.write(bytes), LATE_MS);
      return;
    }
    if (this.mode === 'garbage' && this.answering.has(from)) GARBAGE.copy(bytes, 0, 0, Math.min(GARBAGE.length, bytes.length));
    to.write(bytes);
  }
}
