interface Belief<V> {
  value: Promise<V>;
  readAt: number;
}

/**
 * Values that stand elsewhere and are believed for `ms` after they were asked for. However many ask at the same time, one reads. What is forgotten while it is being read is not
 * kept: it may be older than what made somebody say so.
 */
export class Believed<V> {
  private readonly beliefs = new Map<string, Belief<V>>();

  constructor(private readonly ms: number, private readonly keysMax = 10_000) {}

  of(key: string, read: () => Promise<V>): Promise<V> {
    const known = this.beliefs.get(key);
    if (known && performance.now() - known.readAt < this.ms) return known.value;
    const belief: Belief<V> = { readAt: performance.now(), value: read() };
    this.beliefs.delete(key);
    if (this.beliefs.size >= this.keysMax) this.beliefs.delete(this.beliefs.keys().next().value!);
    this.beliefs.set(key, belief);
    belief.value.catch(() => {
      if (this.beliefs.get(key) === belief) this.beliefs.delete(key);
    });
    return belief.value;
  }

  forget(key: string): void {
    this.beliefs.delete(key);
  }
}
