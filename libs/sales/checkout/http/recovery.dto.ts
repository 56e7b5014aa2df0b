import { Int, Str } from '#platform/http/fields';

export class RecoveryBegin {
  @Str({ min: 60, max: 400, pattern: /^[\w-]+\.[\w-]{43}$/, what: 'Of the link' }) token: string;
  @Int({ min: 1, what: 'The total that the player has seen' }) expected_total_minor: number;
  @Str({ pattern: /^[A-Z]{3}$/, max: 3, what: 'Its currency' }) expected_currency: string;
}

export class RecoveryBegun {
  @Str({ max: 4_096, what: "Where the player goes: the page of her bank, or the order's checkout" }) to: string;
}
