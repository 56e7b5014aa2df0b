import { Bool, Instant, Int, ListOf, Obj, OneOf, Str } from '#platform/http/fields';

const PROVIDERS = ['sandbox', 'stripe', 'checkout_com', 'adyen', 'paypal'] as const;

export class SavedCardRead {
  @Str() brand: string;
  @Str({ what: 'The end of its number' }) last4: string;
  @Int({ nullable: true }) exp_month: number | null;
  @Int({ nullable: true }) exp_year: number | null;
}

export class SavedMethodRead {
  @Str() id: string;
  @Str({ what: 'As `pay` takes it' }) method: string;
  @Obj(() => SavedCardRead, { nullable: true }) card: SavedCardRead | null;
  @Bool({ what: 'The card has run out: nothing can be paid by it' }) is_expired: boolean;
  @Bool({ what: 'Chosen beforehand' }) is_default: boolean;
  @Instant() created_at: number;
  @Instant({ nullable: true }) last_used_at: number | null;
}

export class SavedMethodList {
  @ListOf(() => SavedMethodRead, { what: 'The default first, then the newest' }) data: SavedMethodRead[];
}

export class SavedMethodExportAsk {
  @OneOf(PROVIDERS, { name: 'PaymentProvider', what: 'Whose tokens' }) provider: string;
  @Str({ min: 10, max: 500, pattern: /\S/, what: 'Why, and to whom they go' }) reason: string;
}

export class SavedMethodExportRead {
  @Str() id: string;
  @Str() provider: string;
  @Str() reason: string;
  @Str() asked_by: string;
  @Instant() asked_at: number;
  @Str({ nullable: true, what: 'The second person; null: not approved' }) approved_by: string | null;
  @Instant({ nullable: true, what: 'It can be fetched for 24 hours from then on' }) approved_at: number | null;
}

export class SavedMethodExportList {
  @ListOf(() => SavedMethodExportRead) data: SavedMethodExportRead[];
}
