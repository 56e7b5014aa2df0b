import { Str } from '#platform/http/fields';

export class RecoveryBegin {
  @Str({ min: 60, max: 400, pattern: /^[\w-]+\.[\w-]{43}$/, what: 'Of the link' }) token: string;
}

export class RecoveryBegun {
  @Str({ max: 4_096, what: "Where the player goes: the page of her bank, or the order's checkout" }) to: string;
}
