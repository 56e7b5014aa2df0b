import type { Logger } from 'pino';
import type { Now } from '../process.js';
import type { Books, Work } from './books.js';
import type { Bookings } from './bookings.js';
import type { Task } from './rows.js';

/** The longest wait a Node timer can hold; longer ones are taken in several. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Does what was put off: each task once, also after a restart. A task that no longer applies is only ticked off. */
export class Tasks {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly books: Books,
    private readonly bookings: Bookings,
    private readonly now: Now,
    private readonly log: Logger,
  ) {}

  schedule(task: Task): void {
    const wait = Math.min(Math.max(task.due_ms - this.now(), 0), LONGEST_TIMER_MS);
    this.timers.set(task.id, setTimeout(() => this.ring(task), wait));
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private ring(task: Task): void {
    this.timers.delete(task.id);
    if (this.now() < task.due_ms) {
      this.schedule(task);
      return;
    }
    this.books
      .write((work) => {
        work.record({ t: 'task_done', id: task.id });
        this.run(work, task);
      })
      .durable.catch((cause: unknown) => this.log.error({ err: cause, task: task.kind, subject: task.subject }, 'task not booked'));
  }

  private run(work: Work, task: Task): void {
    if (task.kind === 'finish_refund' || task.kind === 'refuse_refund') {
      const refund = work.books.refunds.get(task.subject);
      if (refund?.status !== 'pending') return;
      const failure = task.kind === 'finish_refund' ? null : { code: 'refund_refused', message: 'The issuer refused the refund' };
      this.bookings.finishRefund(work, refund, failure);
      return;
    }
    const payment = work.books.payments.get(task.subject);
    if (payment === undefined) return;
    switch (task.kind) {
      case 'expire_payment':
        if (payment.status === 'requires_action' || payment.status === 'pending') this.bookings.end(work, payment, 'expired');
        return;
      case 'settle_async':
        if (payment.status === 'pending') this.bookings.take(work, payment, payment.amount_minor);
        return;
      case 'open_dispute':
        this.bookings.openDispute(work, payment);
        return;
      case 'close_dispute':
        this.bookings.closeDispute(work, payment);
        return;
      case 'report_fraud':
        this.bookings.reportFraud(work, payment);
    }
  }
}
