import { Injectable } from '@nestjs/common';
import { openTransaction } from '#platform/database/store';
import { Signals } from '#platform/signals/signals';

/** Tells open checkout pages that an order has changed, once the change is committed. */
@Injectable()
export class OrderSignals {
  constructor(private readonly signals: Signals) {}

  changed(orderId: string): void {
    openTransaction().afterCommit.push(() => this.signals.publish(`order:${orderId}`, 'changed'));
  }
}
