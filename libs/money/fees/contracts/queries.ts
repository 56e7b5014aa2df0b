import { Query } from '#platform/kernel/messages';

/** What the platform keeps of a sale: by the fee plan of the studio on that day, of the net amount (tax is never charged a fee), half away from zero. */
export class ComputePlatformFee extends Query<{ fee_minor: number; plan_id: string }> {
  constructor(readonly input: { net_minor: number; currency: string; date: string }) { super(); }
}
