import { Command as NestCommand, Query as NestQuery } from '@nestjs/cqrs';

/**
 * A command: one transaction of one context. Each class names its context (`sales/orders`), so that the door can refuse a write
 * into another context's transaction.
 */
export abstract class Command<R = void> extends NestCommand<R> {}

/** A query: read-only; joins the open transaction or opens a read-only one. */
export abstract class Query<R> extends NestQuery<R> {}

export interface CommandClass {
  readonly context: string;
  readonly name: string;
}

/** `T` where it comes back from JSON as it went in; `never` where it would not, or where its type does not say. */
type Json<T> = 0 extends 1 & T ? never
  : T extends string | number | boolean | null | undefined ? T
  : T extends ((...args: never[]) => unknown) | Date | Map<unknown, unknown> | Set<unknown> | Uint8Array ? never
  : T extends readonly unknown[] ? (undefined extends T[number] ? never : JsonMembers<T>)
  : T extends object ? JsonMembers<T>
  : never;
type JsonMembers<T> = { [K in keyof T]: Json<T[K]> };

/**
 * A fact that others may hear of. Flat, serialisable, versioned: `payload` survives a round trip through JSON, or it does not compile.
 * `static type` is what is stored (`orders.order.paid.v1`), so that a class can be renamed without breaking history.
 */
export abstract class DomainEvent<P extends object & JsonMembers<P> = object> {
  constructor(
    /** Kind and id of the thing the fact is about, for example `order`, `ord_…`. */
    readonly aggregateType: string,
    readonly aggregateId: string,
    readonly payload: P,
  ) {}
  /** Set by `causedBy` only. */
  declare readonly requestId?: string | null;
  /** Set by `tracedUnder` only. */
  declare readonly traceparent?: string | null;

  get type(): string {
    return (this.constructor as unknown as { type: string }).type;
  }

  /** Names the API request that led here: a subscriber's batch holds events of many, so what follows from each has to be told. Without it that of the unit of work counts. */
  causedBy(requestId: string | null | undefined): this {
    return requestId ? Object.assign(this, { requestId }) : this;
  }

  /** Names the span that led here, where neither the unit of work's nor that of the request is the one. */
  tracedUnder(traceparent: string | null): this {
    return traceparent ? Object.assign(this, { traceparent }) : this;
  }
}

export interface EventClass<E extends DomainEvent = DomainEvent> {
  readonly type: string;
  new (...args: any[]): E;
}

/** An event as a subscriber gets it. */
export interface RecordedEvent<P extends object = object> {
  readonly id: string;
  readonly type: string;
  readonly gameId: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly payload: P;
  readonly requestId: string | null;
  readonly recordedAt: Date;
}

/**
 * A question to somebody outside us (a game server, a payment provider) that another context asks for. It runs with no transaction open
 * and under a total deadline; what comes of it is committed by the context that calls.
 */
export abstract class Call<R> extends NestQuery<R> {}
