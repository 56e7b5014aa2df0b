import { BullRegistrar, InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import { BellWire, type Chime } from './bell.js';
import { BellProcessor } from './bell-processor.js';
import { BELL_QUEUE, BULL_LINK, type BullLink } from './bullmq-link.js';

const UNANSWERED_MAX = 64;
const CLOSE_MS = 3_000;

/** Carries chimes over one BullMQ queue: names only, never awaited by business code. */
@Injectable()
export class BullWire extends BellWire implements OnApplicationShutdown {
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
      .add('ring', { chimes }, { removeOnComplete: true, removeOnFail: true, attempts: 1 })
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

  /** Closing waits for the store; a process that ends does not. */
  private async end(): Promise<void> {
    const closed = Promise.allSettled([this.hears ? this.processor.worker.close() : undefined, this.queue.close()]);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
    await this.link.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}
