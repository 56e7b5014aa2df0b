import { performance } from 'node:perf_hooks';
import { isPublicAddress } from '#platform/egress/egress';
import { ProcessBuckets, type Bucket } from './limits.js';

/** What an address may send that nobody can vouch for: a hundred, then one a second. */
const PER_ADDRESS: Bucket = { capacity: 100, perSecond: 1 };

/** What comes in from outside and is refused because it is not signed as agreed. Counted in this process alone: a flood must not cost a write. */
export class Forgeries {
  private readonly buckets = new ProcessBuckets();

  /** Does `work`, unless its address has sent too much that was refused: then `tooMany` says what is thrown. An error that is a `refusal` is counted. */
  async guard<T>(address: string, work: () => Promise<T>, { refusal, tooMany }: { refusal: abstract new (...args: never[]) => Error; tooMany: (retryAfterSeconds: number) => Error }): Promise<T> {
    const { allowed, retryAfterSeconds } = this.buckets.take(address, PER_ADDRESS, 0, performance.now());
    // A private address is a proxy's that nobody told us of, or a sandbox beside us: whoever is right would be shut out with whoever floods us.
    if (!allowed && isPublicAddress(address)) throw tooMany(retryAfterSeconds);
    try {
      return await work();
    } catch (error) {
      if (error instanceof refusal) this.buckets.charge(address, PER_ADDRESS, 1, performance.now());
      throw error;
    }
  }
}
