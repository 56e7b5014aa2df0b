import { XMLBuilder } from 'fast-xml-parser';
import { decimalString, parseCurrency } from '#platform/kernel/currency';
import { controlSum, endToEndOf } from '../../domain/bank-orders.js';
import type { TransferOrder } from '../../domain/payout-provider.js';

/** The account of the operator that a file is paid from. */
export interface DebitAccount {
  legal_entity: string;
  currency: string;
  holder_name: string;
  country: string;
  iban: string | null;
  account_number: string | null;
  bic: string | null;
}

export const PAIN_001 = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09';
/** The longest name that every bank takes; the message has room for 140. */
const NAME_MAX = 70;
const TEXT_MAX = 140;

/** Characters that XML has no room for are gaps. */
const text = (value: string, max: number): string => [...value.replace(/[\p{Cc}\ufffe\uffff]/gu, ' ').trim()].slice(0, max).join('');

const agent = (bic: string | null, clearing: string | null = null): object => ({ FinInstnId: bic !== null ? { BICFI: bic } : clearing !== null ? { ClrSysMmbId: { MmbId: clearing } } : { Othr: { Id: 'NOTPROVIDED' } } });

function transaction({ reference, amount_minor, currency, creditor, remittance }: TransferOrder, country: string): object {
  const { account } = creditor;
  const clearing = account.kind === 'local' ? account.bank_code : null;
  return {
    PmtId: { InstrId: endToEndOf(reference), EndToEndId: endToEndOf(reference) },
    Amt: { InstdAmt: { '@Ccy': currency, '#text': decimalString(BigInt(amount_minor), parseCurrency(currency)) } },
    // Of an IBAN the bank knows its own by itself.
    ...(account.bic !== null || clearing !== null ? { CdtrAgt: agent(account.bic, clearing) } : {}),
    Cdtr: { Nm: text(creditor.name, NAME_MAX), PstlAdr: { Ctry: country } },
    CdtrAcct: { Id: account.kind === 'iban' ? { IBAN: account.iban } : { Othr: { Id: account.account_number } } },
    RmtInf: { Ustrd: text(remittance, TEXT_MAX) },
  };
}

/** A customer credit transfer initiation (pain.001.001.09, CustomerCreditTransferInitiationV09): one block, paid from one account. `day`: when the bank is to execute it, `YYYY-MM-DD`. */
export function pain001(of: { id: string; at: Date; day: string; debit: DebitAccount; orders: readonly TransferOrder[] }): { xml: string; control_sum: string } {
  const { debit, orders } = of;
  const control_sum = controlSum(orders.map(({ amount_minor, currency }) => decimalString(BigInt(amount_minor), parseCurrency(currency))));
  const counted = { NbOfTxs: String(orders.length), CtrlSum: control_sum };
  const id = of.id.replace('_', '-');
  const isSepa = orders.every(({ currency, creditor }) => currency === 'EUR' && creditor.account.kind === 'iban');
  const name = text(debit.holder_name, NAME_MAX);
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    Document: {
      '@xmlns': PAIN_001,
      CstmrCdtTrfInitn: {
        GrpHdr: { MsgId: id, CreDtTm: of.at.toISOString().slice(0, 19), ...counted, InitgPty: { Nm: name } },
        PmtInf: {
          PmtInfId: id, PmtMtd: 'TRF', BtchBookg: 'false', ...counted,
          ReqdExctnDt: { Dt: of.day },
          Dbtr: { Nm: name, PstlAdr: { Ctry: debit.country } },
          DbtrAcct: { Id: debit.iban !== null ? { IBAN: debit.iban } : { Othr: { Id: debit.account_number } }, Ccy: debit.currency },
          DbtrAgt: agent(debit.bic),
          ChrgBr: isSepa ? 'SLEV' : 'SHAR',
          CdtTrfTxInf: orders.map((order) => transaction(order, order.creditor.country)),
        },
      },
    },
  };
  const xml = new XMLBuilder({ attributeNamePrefix: '@', ignoreAttributes: false, format: true, indentBy: ' ', suppressEmptyNode: true }).build(document) as string;
  return { xml, control_sum };
}
