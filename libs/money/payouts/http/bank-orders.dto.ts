import { Instant, Int, ListOf, OneOf, Str } from '#platform/http/fields';
import { BANK_ORDER_STATES } from './bank-files.dto.js';

const ENDS = ['booked', 'rejected'] as const;
const SAID = [...ENDS, 'returned'] as const;

export class BankSettlementTell {
  @OneOf(ENDS, { name: 'BankSettlementState', what: '`booked`: the bank has paid it. `rejected`: it has not and will not, or the money is back' }) state: (typeof ENDS)[number];
  @Str({ min: 1, max: 500, what: 'How that is known: who at the bank has said it, on which statement it stands' }) reason: string;
  @Int({ optional: true, min: 1, what: 'What was taken of the account, minor units of its currency: of a booked transfer in another currency, and of no other' }) debited_amount?: number;
}

export class BankSettlementRead {
  @OneOf(SAID, { name: 'BankOrderSaid', what: '`returned`: it was paid, and its money is back (`return_payout`)' }) state: string;
  @Int({ nullable: true }) debited_amount: number | null;
  @Str() reason: string;
  @Str({ what: 'The member of staff' }) said_by: string;
  @Instant() said_at: number;
}

export class BankOrderRead {
  @Str({ what: '`pyo_…`' }) payout_id: string;
  @Str({ nullable: true, what: 'The file that it is in' }) batch_id: string | null;
  @OneOf(BANK_ORDER_STATES, { name: 'BankTransferState' }) state: string;
  @Str() currency: string;
  @Int({ what: 'As ordered, minor units' }) amount: number;
  @Str({ what: 'Of the account that it is taken from' }) debit_currency: string;
  @Int({ nullable: true, what: 'What was taken of the account, in its currency, where that is another one' }) debited_amount: number | null;
  @Str({ nullable: true, what: 'Of the bank, by ISO 20022; `NARR` where staff have said it' }) reason_code: string | null;
  @ListOf(() => BankSettlementRead, { max: 100, what: 'What staff have said, in its order: two in agreement settle it, or return it' }) said: BankSettlementRead[];
}
