import { PageOf } from '#platform/http/answers';
import { Instant, OneOf, Str, Strs } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { SALE_BLOCK_REASONS, type SaleBlockReason } from '../contracts/sale-block-reasons.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const reason_code = { name: 'SaleBlockReason', what: 'Why, in a word: it stands in the audit trail. `policy` is a decision of the operator; the others are somebody else\'s' } as const;
const prefixes = 'What postcodes of the region begin with: needed where buyers tell no region (all but the United States and Canada)';

export class SaleBlockPlace {
  @Str({ min: 2, max: 2, what: 'ISO 3166-1 alpha-2', example: 'UA' }) territory: string;
  @Str({ optional: true, nullable: true, max: 6, what: 'ISO 3166-2; null blocks the whole territory', example: 'UA-23' }) region?: string | null;
  @Strs({ optional: true, max: 200, length: 12, what: prefixes }) postcode_prefixes?: string[];
  @OneOf(SALE_BLOCK_REASONS, reason_code) reason_code: SaleBlockReason;
  @Str({ min: 1, max: 500, what: 'The same in words' }) reason: string;
  @Str({ optional: true, nullable: true, min: 8, max: 500, pattern: /^https:\/\/\S+$/, what: 'Where it is said' }) source_url?: string | null;
  @Str({ optional: true, nullable: true, pattern: DAY, max: 10, format: 'date', what: 'First day, UTC; today unless told' }) valid_from?: string | null;
}

export class SaleBlockRead {
  @Str({ what: 'Id (`tsb_…`)' }) id: string;
  @Str() territory: string;
  @Str({ nullable: true, what: 'Null: the whole territory' }) region: string | null;
  @Strs({ what: 'What postcodes of the region begin with' }) postcode_prefixes: string[];
  @OneOf(SALE_BLOCK_REASONS, reason_code) reason_code: SaleBlockReason;
  @Str() reason: string;
  @Str({ nullable: true }) source_url: string | null;
  @Str({ what: 'First day' }) valid_from: string;
  @Str({ nullable: true, what: 'Last day; null while nobody has ended it' }) valid_to: string | null;
  @Str({ what: 'Who placed it (`stf_…`)' }) placed_by: string;
  @Instant({ what: 'Unix seconds' }) placed_at: number;
}
export class SaleBlockPage extends PageOf(SaleBlockRead, 'SaleBlockPageOf') {}

export class SaleBlockQuery {
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Cursor('tsb') starting_after?: string;
  @Str({ optional: true, min: 2, max: 2, what: 'Of this territory' }) territory?: string;
  @Str({ optional: true, pattern: DAY, max: 10, format: 'date', what: 'Those that hold on this day; all without it, ended ones too' }) on?: string;
}
