import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** One request that a receiver has answered 2xx; `at` as `now()` says it. */
export interface TakenApart {
  eventId: string;
  aggregateId: string;
  sequence: number;
  /** Which of the events of its aggregate it is, by the word of whoever announced it. */
  nth: number;
  at: number;
}

export interface ReceiverCounts {
  /** Signatures that did not verify, and requests to paths that nobody knows. */
  wrong: number;
  routes: Map<string, { taken: number; asked: number }>;
}

type Told = { id?: number; port?: number; taken?: [string, string, number, number, number][]; wrong?: number; counts?: { route: string; taken: number; asked: number }[] };
const PAGE = 20_000;

/** Milliseconds of the monotonic clock of this machine: what two processes measure can be compared. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Game servers as a process of their own (`receiver-process.mjs`). */
export class ReceiverApart {
  private readonly waiting = new Map<number, (told: Told) => void>();
  private asked = 0;

  private constructor(private readonly child: ChildProcess, private readonly port: number) {
    child.setMaxListeners(0);
    child.on('message', (told: Told) => this.waiting.get(told.id ?? -1)?.(told));
  }

  static async start(): Promise<ReceiverApart> {
    const child = fork(path.join(import.meta.dirname, 'receiver-process.mjs'), { execArgv: [] });
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', ({ port: told }: Told) => resolve(told!));
      child.once('exit', (code) => reject(new Error(`The receiver ended with ${code}`)));
    });
    return new ReceiverApart(child, port);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  url(route: string): string {
    return `http://127.0.0.1:${this.port}/${route}`;
  }

  /** What it is to be verified with; it answers 200. */
  async knows(route: string, secret: string): Promise<void> {
    await this.ask({ know: { route, secret } });
  }

  /** What this path answers from now on; 0: nothing at all. */
  async behave(route: string, status: number): Promise<void> {
    await this.ask({ behave: { route, status } });
  }

  async counts(): Promise<ReceiverCounts> {
    const { wrong, counts } = await this.ask({ counts: true });
    return { wrong: wrong!, routes: new Map(counts!.map(({ route, ...each }) => [route, each])) };
  }

  async takenBy(route: string): Promise<number> {
    return (await this.counts()).routes.get(route)!.taken;
  }

  async taken(route: string): Promise<TakenApart[]> {
    const all: TakenApart[] = [];
    for (;;) {
      const { taken } = await this.ask({ from: { route, at: all.length, count: PAGE } });
      if (taken!.length === 0) return all;
      all.push(...taken!.map(([eventId, aggregateId, sequence, nth, at]) => ({ eventId, aggregateId, sequence, nth, at })));
    }
  }

  async close(): Promise<void> {
    const over = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await over;
  }

  private ask(question: object): Promise<Told> {
    const id = ++this.asked;
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new Error('The receiver has ended'));
      this.child.once('exit', fail);
      this.waiting.set(id, (told) => {
        this.waiting.delete(id);
        this.child.off('exit', fail);
        resolve(told);
      });
      this.child.send({ id, ...question });
    });
  }
}
