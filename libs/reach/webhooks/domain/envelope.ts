/** What is the same for every endpoint that an event goes to. */
export interface EventFacts {
  event_id: string;
  game_id: string;
  event_type: string;
  /** Unix seconds. */
  event_time: number;
  event_data: object;
  idempotency_key: string;
  request_id: string | null;
  sandbox: boolean;
  trigger: string | null;
  aggregate_type: string;
  aggregate_id: string;
  /** Counts the events of the aggregate without gaps, from 1. */
  sequence: number;
  /** In which envelope, `event_data` and `context` are written. */
  api_version: string;
}

/** What differs from endpoint to endpoint. */
export interface DeliveryFacts {
  context: object | null;
  /** The sequence of the event that this endpoint was sent before, of the same aggregate. */
  previous_sequence: number | null;
  transaction_id: string;
}

/**
 * The body of an event in two pieces, both stored as they are: `head` once per event, `tail` once per delivery. Every attempt sends
 * `head` + `tail`, the same bytes however the code has changed in between. A delivery to a webhook of an older version has a `head` of its own, which is the whole body.
 */
export function headOf(facts: EventFacts): Buffer {
  return Buffer.from(JSON.stringify(facts).slice(0, -1));
}

/** What the event is about, out of its stored beginning. */
export function eventDataOf(head: Buffer): Record<string, unknown> {
  return (JSON.parse(`${head.toString('utf8')}}`) as { event_data: Record<string, unknown> }).event_data;
}

/** Which effect the event has, out of its stored beginning, or out of the whole body that a webhook of an older version is sent. */
export function effectOf(head: Buffer): string | null {
  return /"idempotency_key":"idmpt_([^"]+)"/.exec(head.toString('utf8'))?.[1] ?? null;
}

export function tailOf(facts: DeliveryFacts): Buffer {
  return Buffer.from(`,${JSON.stringify(facts).slice(1)}`);
}
