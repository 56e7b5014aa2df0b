import { Day, Instant, Int, ListOf, Str } from '#platform/http/fields';

const PPM = 'Parts per million of the net amount';
const METHODS_MAX = 50;
const USD_MAX = 1_000_000;

export class MethodSurcharge {
  @Str({ min: 1, max: 40, pattern: /^[a-z][a-z0-9_]*$/, what: 'Payment method', example: 'paypal' }) method: string;
  @Int({ min: 0, max: 1_000_000, what: PPM }) rate_ppm: number;
}

export class FeePlanSet {
  @Str({ optional: true, nullable: true, max: 40, what: 'One environment of the studio; left out: all of them. What holds for one goes before what holds for all' }) game_id?: string | null;
  @Day({ what: 'Tomorrow (UTC) or later' }) valid_from: string;
  @Int({ min: 0, max: 1_000_000, what: PPM, example: 50_000 }) rate_ppm: number;
  @Int({ optional: true, min: 0, max: USD_MAX, default: 0, what: 'US cents by sale, on top' }) fixed_usd_minor?: number;
  @Int({ optional: true, min: 0, max: USD_MAX, default: 0, what: 'US cents by sale that are kept at least' }) minimum_usd_minor?: number;
  @ListOf(() => MethodSurcharge, { optional: true, max: METHODS_MAX, what: 'On top, by payment method' }) surcharges?: MethodSurcharge[];
}

export class FeePlanRead {
  @Str({ what: '`default`: what holds before anything was agreed' }) id: string;
  @Str({ nullable: true, what: 'Null: all environments of the studio' }) game_id: string | null;
  @Day({ what: 'The first day (UTC) whose sales go by it' }) valid_from: string;
  @Int({ what: PPM }) rate_ppm: number;
  @Int({ what: 'US cents by sale, on top' }) fixed_usd_minor: number;
  @Int({ what: 'US cents by sale that are kept at least, and never more than its net amount' }) minimum_usd_minor: number;
  @ListOf(() => MethodSurcharge, { max: METHODS_MAX, what: 'On top, by payment method' }) surcharges: MethodSurcharge[];
  @Str({ nullable: true, what: 'Who of the operator set it' }) set_by: string | null;
  @Instant({ nullable: true }) set_at: number | null;
}

export class FeePlanList {
  @ListOf(() => FeePlanRead, { max: 1_001, what: 'Newest first, the default last' }) data: FeePlanRead[];
}
