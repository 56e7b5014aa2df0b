import type { Logger } from '@nestjs/common';

/** Work of a worker that is done now and then again and again, one round at a time. */
export class Again {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<void>>();
  stopping = false;

  constructor(private readonly logger: Logger) {}

  every(ms: number, failure: string, work: () => Promise<void>): void {
    let busy = false;
    const round = (): void => {
      if (busy || this.stopping) return;
      busy = true;
      const run = work().catch((error: unknown) => this.logger.warn({ msg: failure, error: String(error) })).finally(() => {
        busy = false;
        this.running.delete(run);
      });
      this.running.add(run);
    };
    this.timers.push(setInterval(round, ms));
    round();
  }

  /** Begins nothing more, and waits for what runs. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const timer of this.timers) clearInterval(timer);
    await Promise.allSettled(this.running);
  }
}
