import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, OneOf, Str } from '#platform/http/fields';
import { QueryInt } from '#platform/http/query-fields';
import { RESOLUTIONS, type Resolution } from '../contracts/queries.js';

export class HeldPaymentsQuery {
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Str({ optional: true, max: 40, what: 'The last id of the page before' }) starting_after?: string;
}

export class HeldPaymentRead {
  @Str() id: string;
  @Str({ what: 'The environment that it belongs to' }) game_id: string;
  @Str() order_id: string;
  @Str({ what: 'Payment provider' }) provider: string;
  @Str({ nullable: true, what: "The provider's own id" }) provider_reference: string | null;
  @Int({ what: 'What was asked for, minor units' }) amount_minor: number;
  @Str({ what: 'ISO 4217' }) currency: string;
  @Int({ what: 'What the provider reported, minor units' }) reported_minor: number;
  @Str({ what: 'ISO 4217' }) reported_currency: string;
  @Instant() held_since: number;
  @Bool({ what: 'The bank has disputed it: it cannot be decided here' }) has_dispute: boolean;
}

export class HeldPaymentPage extends PageOf(HeldPaymentRead, 'HeldPaymentPageOf') {}

export class HeldPaymentResolve {
  @OneOf(RESOLUTIONS, { name: 'HeldPaymentResolution', what: 'Both once somebody has seen at the provider that exactly what was asked for was taken. `pay_order`: the order is paid by it; `give_back`: the player gets it back' }) resolution: Resolution;
}
