import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import type { Chime } from './bell.js';
import { BELL_QUEUE } from './bullmq-link.js';

const UNHEARD_LOG_MS = 10_000;

/** Hears chimes. Its worker starts when BullWire.listen registers it: in the worker process only. */
@Processor(BELL_QUEUE, { concurrency: 4, runRetryDelay: 1_000 })
export class BellProcessor extends WorkerHost {
  private readonly logger = new Logger('Bell');
  private loggedAt = 0;
  private wake: (chimes: readonly Chime[]) => void = () => undefined;

  wakes(wake: (chimes: readonly Chime[]) => void): void {
    this.wake = wake;
  }

  async process(job: Job<{ chimes: Chime[] }>): Promise<void> {
    this.wake(job.data.chimes);
  }

  /** BullMQ repeats its complaint for as long as the store is away. */
  @OnWorkerEvent('error')
  complain(error: Error): void {
    const now = performance.now();
    if (this.loggedAt !== 0 && now - this.loggedAt < UNHEARD_LOG_MS) return;
    this.loggedAt = now;
    this.logger.warn({ msg: 'the bell is not heard, the sweep finds the work', error: String(error) });
  }
}
