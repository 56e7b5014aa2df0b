import { Instant, OneOf } from '#platform/http/fields';
import { FULFILLMENT_MODES, type FulfillmentMode } from '../contracts/queries.js';

const MODE = { name: 'FulfillmentMode', what: "`push`: your server is told of what was paid (item.add). `reserve`: it is asked before money is taken (order.reserve), then told. `claim`: the player's client lists and claims its grants, and no server is needed. An order keeps the mode under which it was made" } as const;

export class FulfillmentChoice {
  @OneOf(FULFILLMENT_MODES, MODE) mode: FulfillmentMode;
}

export class FulfillmentRead {
  @OneOf(FULFILLMENT_MODES, MODE) mode: string;
  @Instant({ nullable: true, what: 'When it was chosen; null where nobody did' }) modified_at: number | null;
}
