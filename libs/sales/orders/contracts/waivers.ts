import { Query } from '#platform/kernel/messages';

/** What a buyer agreed to when she paid: that delivery begins before her time to withdraw is over, and that she knows what she loses by that. */
export interface WaiverWords {
  /** Which words; their text stands beside it as it was shown. */
  version: string;
  locale: string;
  words: string;
}

/** The same of one line of an order, with the attempt that she paid by and when (Unix seconds). */
export interface Waiver extends WaiverWords {
  order_id: string;
  payment_id: string;
  line_id: string;
  given_at: number;
}

/** The waivers of an order, line by line, those of attempts that came to nothing among them; the oldest first, at most 500. */
export class ListWaivers extends Query<Waiver[]> {
  constructor(readonly orderId: string) { super(); }
}
