import { randomUUID } from 'node:crypto';
import { BullRegistrar, InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import { BellWire, type Chime } from './bell.js';
import { BellProcessor } from './bell-processor.js';
import { BELL_QUEUE, BULL_LINK, type BullLink } from './bullmq-link.js';

const UNANSWERED_MAX = 64;
const LAST_CHIMES_MS = 500;
const CLOSE_MS = 2_000;

/** Carries chimes over one BullMQ queue: names only, never awaited by business code. */
@Injectable()
export class BullWire extends BellWire implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Bell');
  private unanswered = 0;
  private closing: Promise<void> | undefined;
  private hears = false;

  constructor(
    @InjectQueue(BELL_QUEUE) private readonly queue: Queue,
    private readonly processor: BellProcessor,
    private readonly registrar: BullRegistrar,
    @Inject(BULL_LINK) private readonly link: BullLink,
  ) {
    super();
    queue.on('error', (error) => this.logger.debug({ msg: 'bell queue', error: String(error) }));
  }

  send(chimes: readonly Chime[]): void {
    // While Redis is away an addition waits for it without end: a few may, the others are left to the sweep.
    if (chimes.length === 0 || this.closing || this.unanswered >= UNANSWERED_MAX) return;
    this.unanswered++;
    this.queue
      // With an id of ours BullMQ need not create a sequence of its own, for which our role on PostgreSQL has no right.
      .add('ring', { chimes }, { jobId: randomUUID(), removeOnComplete: true, removeOnFail: true, attempts: 1 })
      .catch((error: unknown) => this.logger.debug({ msg: 'a chime was lost', error: String(error) }))
      .finally(() => this.unanswered--);
  }

  listen(wake: (chimes: readonly Chime[]) => void): void {
    if (this.hears) throw new Error('The bell is heard already');
    this.hears = true;
    this.processor.wakes(wake);
    this.registrar.register();
  }

  close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  /**
   * What is under way may take a moment; then the connections are dropped, not closed in order: BullMQ would wait for the answer to a QUIT that an
   * absent Redis never gives. A chime that was being heard is heard once more.
   */
  private async end(): Promise<void> {
    for (const deadline = performance.now() + LAST_CHIMES_MS; this.unanswered > 0 && performance.now() < deadline; ) await new Promise((resolve) => setTimeout(resolve, 10));
    const worker = this.hears ? this.processor.worker : undefined;
    const closed = Promise.allSettled([worker?.close(true), this.queue.getBackend().close(true)]);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
    // @nestjs/bullmq closes both once more in a later phase, without a time limit: one that could not be closed would keep the process for ever.
    for (const part of [worker, this.queue]) if (part) part.close = async () => undefined;
    await this.link.close();
  }

  /** A phase before the hooks of @nestjs/bullmq. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.close();
  }
}
