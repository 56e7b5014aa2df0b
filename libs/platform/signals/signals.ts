/** Live signals between processes (`order:ord_…` changed): hints, at most once, never facts. Two adapters, PostgreSQL and Redis. */
export abstract class Signals {
  /** Tells everybody who listens to `channel`. Never throws, never waits. `text` ≤ 7,000 bytes. */
  abstract publish(channel: string, text: string): void;
  /** Hears `channel` until the returned function is called. */
  abstract subscribe(channel: string, hear: (text: string) => void): Promise<() => Promise<void>>;
  abstract close(): Promise<void>;
}
