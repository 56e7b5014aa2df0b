import { Query } from '#platform/kernel/messages';

/**
 * What the platform keeps of a sale, minor units of its currency: by the plan of the scope's game, else of its studio, on that day; of the net amount (tax is never charged a fee).
 * `date` is `YYYY-MM-DD` (UTC); `method` is the payment method, null where none is known.
 */
export class ComputePlatformFee extends Query<{ fee_minor: number; plan_id: string }> {
  constructor(readonly input: { studio_id: string; net_minor: number; currency: string; date: string; method: string | null }) { super(); }
}
