import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';

/** How it behaves: `down` answers 503, `hang` nothing, `cut` acts and breaks the connection, `refuse` says no to everything. `lie`: members in place of those that it computed for a quote. */
export interface FakeEngineBehaviour {
  mode?: 'ok' | 'down' | 'hang' | 'cut' | 'refuse';
  lie?: object | null;
  forgets?: boolean;
}

interface Told {
  id?: number;
  port?: number;
  received?: Record<string, any>[];
  transaction?: { commit?: Record<string, any>; reversals?: Record<string, any>[]; isVoided: boolean } | null;
}

/** An outside tax engine as a process of its own (`fake-tax-engine.mjs`). */
export class FakeTaxEngine {
  readonly url: string;
  private asked = 0;
  private readonly waiting = new Map<number, (told: Told) => void>();

  private constructor(private readonly child: ChildProcess, readonly secret: string, port: number) {
    this.url = `http://127.0.0.1:${port}/tax`;
    child.on('message', (told: Told) => this.waiting.get(told.id ?? -1)?.(told));
  }

  static async start(): Promise<FakeTaxEngine> {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const child = fork(path.join(import.meta.dirname, 'fake-tax-engine.mjs'), [secret], { execArgv: [] });
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', ({ port: told }: Told) => resolve(told!));
      child.once('exit', (code: number | null) => reject(new Error(`The engine ended with ${code}`)));
    });
    return new FakeTaxEngine(child, secret, port);
  }

  async behaves(set: FakeEngineBehaviour): Promise<void> {
    await this.ask({ set });
  }

  /** What it was sent, the oldest first. */
  async received(): Promise<Record<string, any>[]> {
    return (await this.ask({})).received!;
  }

  /** Its own books of a sale; null where it has none. */
  async transaction(of: string): Promise<NonNullable<Told['transaction']> | null> {
    return (await this.ask({ of })).transaction ?? null;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill();
    await ended;
  }

  private ask(what: object): Promise<Told> {
    const id = ++this.asked;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.send({ id, ...what });
    });
  }
}
