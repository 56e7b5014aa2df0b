import { Instant, Str } from '#platform/http/fields';

export class WaiverRead {
  @Str() order_id: string;
  @Str({ what: 'The attempt that she paid by when she agreed; only that of the attempt which paid counts' }) payment_id: string;
  @Str({ what: '`line_id` of the line, as the order has it' }) line_id: string;
  @Str({ what: 'Which words' }) version: string;
  @Str({ what: 'In which language' }) locale: string;
  @Str({ max: 2_000, what: 'The words as she saw them' }) words: string;
  @Instant({ what: 'Unix seconds' }) given_at: number;
}
