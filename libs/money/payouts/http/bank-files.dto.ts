import { PageOf } from '#platform/http/answers';
import { Country, Instant, Int, IntMap, ListOf, OneOf, Str } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { ENTRY_OUTCOMES } from '../contracts/words.js';

const ENTITY = /^[a-z0-9][a-z0-9-]{0,31}$/;
/** What the body of a request has room for. */
const FILE_MAX = 900_000;
export const BANK_ORDER_STATES = ['waiting', 'in_file', 'sent', 'booked', 'rejected'];

export class DebitAccountTell {
  @Str({ pattern: ENTITY, what: 'The legal entity whose account it is' }) legal_entity: string;
  @Str({ min: 3, max: 3, what: 'ISO 4217: payouts of this currency are paid from it' }) currency: string;
  @Str({ min: 1, max: 70, what: 'As the bank knows the holder' }) holder_name: string;
  @Country({ what: 'Of the holder' }) country: string;
  @Str({ optional: true, max: 42, what: 'Of the account, where it has one; spaces are ignored' }) iban?: string;
  @Str({ optional: true, max: 34, pattern: /^[A-Za-z0-9/?:().,'+ -]{1,34}$/, what: 'Where the account has no IBAN' }) account_number?: string;
  @Str({ optional: true, max: 14, what: 'ISO 9362, of the bank' }) bic?: string;
}

export class DebitAccountRead {
  @Str() legal_entity: string;
  @Str() currency: string;
  @Str() holder_name: string;
  @Str() country: string;
  @Str({ what: 'The end of its number' }) ends_with: string;
  @Str({ nullable: true }) bic: string | null;
  @Str() set_by: string;
  @Instant() set_at: number;
}

export class DebitAccountsRead {
  @ListOf(() => DebitAccountRead, { max: 1_000 }) data: DebitAccountRead[];
}

export class DebitAccountQuery {
  @Str({ pattern: ENTITY, what: 'Whose account' }) legal_entity: string;
  @Str({ min: 3, max: 3, what: 'ISO 4217' }) currency: string;
}

export class BankBatchAsk {
  @Str({ pattern: ENTITY, what: 'From whose account' }) legal_entity: string;
  @Str({ min: 3, max: 3, what: 'ISO 4217, of the account' }) currency: string;
}

export class BankBatchRead {
  @Str({ what: '`pyb_…`; with a hyphen it is the message id of the file' }) id: string;
  @Str() legal_entity: string;
  @Str({ what: 'Of the account that it is paid from' }) currency: string;
  @Int() transactions: number;
  @Str({ what: 'All amounts added up, whatever their currency; a decimal', example: '1800.50' }) control_sum: string;
  @Str({ what: 'SHA-256 of the file, hexadecimal' }) sha256: string;
  @Str() made_by: string;
  @Instant() made_at: number;
  @Str({ nullable: true, what: 'Who said that the bank has it' }) sent_by: string | null;
  @Instant({ nullable: true }) sent_at: number | null;
}

export class BankTransferRead {
  @Str({ what: '`pyo_…`; with a hyphen it is the end-to-end id' }) payout_id: string;
  @OneOf(BANK_ORDER_STATES, { name: 'BankTransferState' }) state: string;
  @Str({ nullable: true, what: 'Of the bank, by ISO 20022: `AC04`' }) reason_code: string | null;
}

export class BankBatchDetailRead extends BankBatchRead {
  @ListOf(() => BankTransferRead, { max: 1_000 }) transfers: BankTransferRead[];
}

export class BankBatchPage extends PageOf(BankBatchRead, 'BankBatchPageOf') {}

export class BankBatchesQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('pyb') starting_after?: string;
}

export class BankReportTell {
  @Str({ min: 1, max: FILE_MAX, what: 'A camt.053, camt.054 or pain.002 file, as the bank gave it' }) file: string;
}

export class BankReportRead {
  @Str() id: string;
  @OneOf(['camt.053', 'camt.054', 'pain.002'], { name: 'BankReportKind' }) kind: string;
  @Str() message_id: string;
  @Int() entries: number;
  @IntMap({ what: 'How many entries came to what: `booked`, `rejected`, `repeated`, `unknown`, `noted`, or a break' }) outcomes: Record<string, number>;
  @Str() read_by: string;
  @Instant() read_at: number;
}

export class BankEntryRead {
  @Str({ what: 'Position of the list: `pyr_…:<number>`' }) id: string;
  @Str() report_id: string;
  @Str({ nullable: true, what: 'The end-to-end id as the bank tells it' }) reference: string | null;
  @OneOf(['debit', 'credit', 'rejection', 'other'], { name: 'BankEntryDirection' }) direction: string;
  @Int({ nullable: true, what: 'Minor units' }) amount: number | null;
  @Str({ nullable: true }) currency: string | null;
  @Str({ nullable: true }) reason_code: string | null;
  @Str({ nullable: true }) bank_reference: string | null;
  @OneOf(ENTRY_OUTCOMES, { name: 'BankEntryOutcome' }) outcome: string;
}

export class BankEntryPage extends PageOf(BankEntryRead, 'BankEntryPageOf') {}

export class BankEntriesQuery {
  @OneOf(ENTRY_OUTCOMES, { optional: true, name: 'BankEntryOutcome', what: 'Unknown entries and breaks when left out' }) outcome?: string;
  @QueryInt({ min: 1, max: 200, default: 50 }) limit?: number;
  @Str({ optional: true, max: 64, pattern: /^pyr_[0-7][0-9a-hjkmnp-tv-z]{25}:\d{1,5}$/, what: 'Where the page before ended: `next_cursor`' }) starting_after?: string;
}
