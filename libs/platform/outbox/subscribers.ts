import { Injectable, SetMetadata, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import type { DomainEvent, EventClass, RecordedEvent } from '../kernel/messages.js';

/**
 * A listener. It gets up to 100 events of one type and one game, oldest first, inside one transaction of its own context: what it writes
 * and the mark that the events are done are committed together. When it throws, the batch is repeated one by one, and what still
 * fails waits with a growing delay, finally `dead` and visible.
 */
export interface Subscriber<E extends DomainEvent = DomainEvent> {
  handle(events: RecordedEvent<E['payload']>[]): Promise<void>;
}

export interface Subscription {
  /** Stable name, `group/context.verb-object`: stored with every delivery, so never renamed. */
  readonly name: string;
  readonly context: string;
  readonly type: string;
  readonly subscriber: Subscriber;
}

const SUBSCRIBES = 'hubcraft:subscribes';

/** Registers the provider class as a listener: `@Subscribes(OrderPaid, 'money/ledger.post-sale')`. One class listens to one event. */
export function Subscribes(event: EventClass, name: string): ClassDecorator {
  return SetMetadata(SUBSCRIBES, { type: event.type, name });
}

/** Every subscription of the contexts that this process has loaded. The publisher needs all of them: it writes their deliveries. */
@Injectable()
export class Subscriptions implements OnModuleInit {
  private readonly byName = new Map<string, Subscription>();
  private readonly byType = new Map<string, Subscription[]>();

  constructor(private readonly discovery: DiscoveryService, private readonly reflector: Reflector) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      if (!wrapper.metatype || typeof wrapper.metatype !== 'function' || !wrapper.instance) continue;
      const meta = this.reflector.get<{ type: string; name: string } | undefined>(SUBSCRIBES, wrapper.metatype as never);
      if (meta) this.add(meta, wrapper.instance as Subscriber);
    }
  }

  private add(meta: { type: string; name: string }, subscriber: Subscriber): void {
    const known = this.byName.get(meta.name);
    if (known) {
      if (known.subscriber === subscriber) return;
      throw new Error(`Two subscribers are called ${meta.name}`);
    }
    const subscription: Subscription = { ...meta, context: meta.name.split('.')[0]!, subscriber };
    this.byName.set(meta.name, subscription);
    this.byType.set(meta.type, [...(this.byType.get(meta.type) ?? []), subscription]);
  }

  to(type: string): readonly Subscription[] {
    return this.byType.get(type) ?? [];
  }
  named(name: string): Subscription | undefined {
    return this.byName.get(name);
  }
  all(): Subscription[] {
    return [...this.byName.values()];
  }
}
