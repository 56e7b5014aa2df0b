import { setTimeout as wait } from 'node:timers/promises';

export interface Mischief {
  /** Answer this instead. */
  readonly status: number | null;
  readonly delay_ms: number;
  /** Cut the connection instead of answering. */
  readonly down: boolean;
  /** First do what the event says, and only then misbehave: the sender cannot know. */
  readonly after_handling: boolean;
  /** Only these event types; empty = all. */
  readonly types: readonly string[];
  left: number;
}

/** For tests only, and nothing a studio copies: makes the next webhooks go wrong. */
export class MischiefBox {
  private current: Mischief | null = null;

  /** Sets what goes wrong, or says what is wrong with the wish. */
  set(body: unknown): string | null {
    const wish = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    if (Object.keys(wish).length === 0) {
      this.current = null;
      return null;
    }
    const whole = (name: string, min: number, max: number): number | null | undefined => {
      const value = wish[name];
      if (value === undefined) return null;
      return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : undefined;
    };
    const [fail, status, delay, count] = [whole('fail', 0, 1_000_000), whole('status', 200, 599), whole('delay_ms', 0, 600_000), whole('for', 0, 1_000_000)];
    if (fail === undefined || status === undefined || delay === undefined || count === undefined) return 'fail, status, delay_ms and for must be integers in range.';
    const down = wish['down'] === true;
    this.current = {
      status: fail !== null ? (status ?? 500) : status,
      delay_ms: delay ?? 0,
      down,
      after_handling: wish['after_handling'] === true,
      types: Array.isArray(wish['types']) ? wish['types'].map(String) : [],
      left: fail ?? count ?? Number.POSITIVE_INFINITY,
    };
    return null;
  }

  view(): Record<string, unknown> {
    if (this.current === null) return { mischief: null };
    return { mischief: { ...this.current, left: Number.isFinite(this.current.left) ? this.current.left : null } };
  }

  /** What goes wrong with this webhook, if anything; each call uses one up. */
  async strike(eventType: string): Promise<Mischief | null> {
    const mischief = this.current;
    if (mischief === null || mischief.left <= 0 || (mischief.types.length > 0 && !mischief.types.includes(eventType))) return null;
    mischief.left -= 1;
    if (mischief.delay_ms > 0) await wait(mischief.delay_ms);
    return mischief;
  }
}
