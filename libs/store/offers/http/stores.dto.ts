import { Anything, Instant, Int, OneOf, Str } from '#platform/http/fields';
import { PageQuery } from '#platform/http/query-fields';

const STORE_TYPES = ['default', 'special', 'rotation', 'limited_stock', 'webhook'] as const;
const MAYBE = { optional: true, nullable: true } as const;
const LATER = { ...MAYBE, what: 'Not yet: refused unless null' } as const;
const TYPE = { name: 'StoreType', what: '`default` and `special` work; the others are refused for now. Special stores are shown after the plain ones' } as const;

type StoreType = (typeof STORE_TYPES)[number];

export class StoreCreate {
  @Str({ min: 1, max: 255, what: 'Shown to players' }) name: string;
  @Str({ max: 5_000, what: 'May be empty' }) description: string;
  @Str({ ...MAYBE, min: 1, max: 255, what: 'The studio’s own handle; unique in the game' }) key?: string | null;
  @OneOf(STORE_TYPES, TYPE) type: StoreType;
  @Anything(LATER) rotation_settings?: unknown;
  @Anything(LATER) limited_stock_settings?: unknown;
  @Instant({ ...MAYBE, what: 'Unix seconds; open from then on' }) start_at?: number | null;
  @Instant({ ...MAYBE, what: 'Unix seconds; closed from then on' }) end_at?: number | null;
  @Anything(LATER) settings?: unknown;
}

export class StoreUpdate {
  @Str({ ...MAYBE, min: 1, max: 255, what: 'Null leaves it' }) name?: string | null;
  @Str({ ...MAYBE, max: 5_000, what: 'Null leaves it' }) description?: string | null;
  @Str({ ...MAYBE, min: 1, max: 255, what: 'Null takes it away' }) key?: string | null;
  @OneOf(STORE_TYPES, { ...MAYBE, ...TYPE }) type?: StoreType | null;
  @Anything(LATER) rotation_settings?: unknown;
  @Anything(LATER) limited_stock_settings?: unknown;
  @Anything(LATER) settings?: unknown;
  @Instant({ ...MAYBE, what: 'Unix seconds; null takes it away' }) start_at?: number | null;
  @Instant({ ...MAYBE, what: 'Unix seconds; null takes it away' }) end_at?: number | null;
}

export class StoreRead {
  @Str() id: string;
  @Str() name: string;
  @Str() description: string;
  @Str({ nullable: true }) key: string | null;
  @OneOf(STORE_TYPES, { name: 'StoreType' }) type: StoreType;
  @Anything({ nullable: true, what: 'Null until stores rotate' }) rotation_settings: unknown;
  @Anything({ nullable: true, what: 'Null until stores have a stock' }) limited_stock_settings: unknown;
  @Instant({ nullable: true }) start_at: number | null;
  @Instant({ nullable: true }) end_at: number | null;
  @Anything({ nullable: true, what: 'Null until stores are fed by webhooks' }) settings: unknown;
  @Int({ optional: true, what: 'Purchases against the stock; left out for stores without one' }) current_purchase_count?: number;
}

export class StoreReadStat extends StoreRead {
  @Int({ what: 'How many items it offers' }) item_count: number;
}

export class StoresQuery extends PageQuery {
  @Str({ optional: true, max: 255, what: 'Part of the name or key' }) search_string?: string;
  @Str({ optional: true, max: 64, what: 'The id of a store: the page after it' }) starting_after?: string;
}

export class StoreBulkDelete {
  @Str({ max: 64, what: 'Which store' }) id: string;
}
