import { PageOf } from '#platform/http/answers';
import { Instant, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import type { TaxIdCheckView } from '../app/check-tax-id.js';

export class TaxIdCheckCreate {
  @Str({ min: 2, max: 2, what: 'ISO 3166-1 alpha-2', example: 'DE' }) country: string;
  @Str({ min: 2, max: 40, what: 'The number, with or without the letters of its state', example: 'DE136695976' }) tax_id: string;
}

export class TaxIdCheckRead {
  @Str({ what: 'Id (`txi_…`)' }) id: string;
  @Str({ what: 'The territory whose number it is' }) territory: string;
  @Str({ what: 'Without separators and without the letters of its state' }) number: string;
  @Str({ what: 'Who was asked: `vies`' }) register: string;
  @OneOf(['valid', 'invalid', 'unavailable'], { name: 'TaxIdOutcome', what: '`unavailable`: no answer; ask again later' }) outcome: TaxIdCheckView['outcome'];
  @Str({ nullable: true, what: 'By which the register finds its answer again: keep it with the invoice' }) consultation_id: string | null;
  @Str({ nullable: true, what: 'Why there was no answer' }) failure: string | null;
  @Instant({ what: 'Unix seconds' }) checked_at: number;
}
export class TaxIdCheckPage extends PageOf(TaxIdCheckRead, 'TaxIdCheckPageOf') {}

export class TaxIdCheckQuery {
  @QueryInt({ min: 1, max: 100, default: 50, what: 'How many at most' }) limit?: number;
  @Cursor('txi') starting_after?: string;
  @Str({ optional: true, min: 2, max: 40, what: 'Of this number, as it is answered' }) number?: string;
}
