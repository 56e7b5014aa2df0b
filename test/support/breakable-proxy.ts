import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A TCP proxy in front of a server of the tests that can be cut or made to hang, to see what a process does without it. */
export class BreakableProxy {
  private readonly sockets = new Set<Socket>();
  private mode: 'open' | 'cut' | 'frozen' = 'open';
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
    for (const [from, to] of [[client, behind], [behind, client]] as const) {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.mode === 'frozen') from.pause();
    }
  }
}
