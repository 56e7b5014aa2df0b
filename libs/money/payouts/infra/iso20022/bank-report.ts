import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { exponentOf, isCurrency } from '#platform/kernel/currency';
import { accountKey, type BankAmount, type ReportedTransfer } from '../../domain/bank-orders.js';

export type ReportKind = 'camt.053' | 'camt.054' | 'pain.002';

export interface BankReport {
  kind: ReportKind;
  message_id: string;
  /** Whose message it is: the account of its first statement, or, of pain.002, the file of ours that it is about. A message id is one of its bank's alone. */
  about: string | null;
  transfers: ReportedTransfer[];
  /** Of pain.002: the files that it refuses as a whole, by message id. */
  refused: { message_id: string; reason_code: string }[];
}

/** Why a file is none that can be read, in a sentence. */
export class ReportUnreadable extends Error {}

/** Entries of one file. */
export const ENTRIES_MAX = 10_000;
const LISTS = new Set(['Stmt', 'Ntfctn', 'Ntry', 'NtryDtls', 'TxDtls', 'OrgnlPmtInfAndSts', 'TxInfAndSts', 'StsRsnInf']);

type Node = Record<string, unknown>;
const child = (node: unknown, ...path: string[]): unknown => path.reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? (at as Node)[name] : undefined), node);
const many = (node: unknown, name: string): unknown[] => (child(node, name) as unknown[] | undefined) ?? [];
const textOf = (node: unknown, ...path: string[]): string | null => {
  const found = child(node, ...path);
  const value = typeof found === 'object' && found !== null ? (found as Node)['#text'] : found;
  return typeof value === 'string' && value !== '' ? value.slice(0, 140) : null;
};

/**
 * Reads what a bank says of transfers: statements (camt.053), notifications (camt.054), status reports (pain.002), of any version, by ISO 20022. A document type is refused, so no entity but the five of XML is ever expanded and nothing is
 * fetched. Only what is booked decides anything. Throws `ReportUnreadable`.
 */
export function readBankReport(xml: string): BankReport {
  if (/<!\s*(DOCTYPE|ENTITY)/i.test(xml)) throw new ReportUnreadable('It declares a document type or an entity, which no bank needs.');
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new ReportUnreadable('It is not well-formed XML.');
  let root: Node;
  try {
    root = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', removeNSPrefix: true, parseTagValue: false, parseAttributeValue: false, maxNestedTags: 60, isArray: (name: string) => LISTS.has(name) }).parse(xml) as Node;
  } catch (error) {
    throw new ReportUnreadable(`It cannot be read: ${(error as Error).message.slice(0, 100)}`);
  }
  const document = child(root, 'Document');
  for (const [kind, member, read] of [['camt.053', 'BkToCstmrStmt', camt('Stmt')], ['camt.054', 'BkToCstmrDbtCdtNtfctn', camt('Ntfctn')], ['pain.002', 'CstmrPmtStsRpt', pain002]] as const) {
    const message = child(document, member);
    if (message === undefined) continue;
    const message_id = textOf(message, 'GrpHdr', 'MsgId');
    if (message_id === null) throw new ReportUnreadable('Its header has no message id.');
    const { about, transfers, refused } = read(message);
    if (transfers.length > ENTRIES_MAX) throw new ReportUnreadable(`It has more than ${ENTRIES_MAX} entries.`);
    return { kind, message_id, about, transfers, refused };
  }
  throw new ReportUnreadable('It is no camt.053, camt.054 or pain.002.');
}

/** An amount as XML has it, exact. */
function amountOf(node: unknown): BankAmount | null {
  const value = textOf(node);
  const currency = typeof node === 'object' && node !== null ? (node as Node)['@Ccy'] : undefined;
  if (value === null || !isCurrency(currency)) return null;
  const match = /^(\d{1,18})(?:\.(\d{1,5}))?$/.exec(value.trim());
  if (!match) return null;
  const places = exponentOf(currency);
  const [whole, part = ''] = [match[1]!, match[2]];
  // More places than the currency has are zeros, or the amount is none of ours.
  if (!/^0*$/.test(part.slice(places))) return null;
  const minor = BigInt(`${whole}${part.slice(0, places).padEnd(places, '0')}`);
  return minor > BigInt(Number.MAX_SAFE_INTEGER) ? null : { minor, currency };
}

const amountsOf = (...nodes: unknown[]): BankAmount[] => nodes.map(amountOf).filter((amount) => amount !== null);

function accountOf(statement: unknown): string | null {
  const number = textOf(statement, 'Acct', 'Id', 'IBAN') ?? textOf(statement, 'Acct', 'Id', 'Othr', 'Id');
  return number === null ? null : accountKey(number);
}

function camt(list: string): (message: unknown) => Pick<BankReport, 'about' | 'transfers' | 'refused'> {
  return (message) => {
    const statements = many(message, list);
    return { about: accountOf(statements[0]), refused: [], transfers: statements.flatMap((each) => many(each, 'Ntry').flatMap((entry) => entries(entry, accountOf(each)))) };
  };
}

/** The side is that of this entry, also where it takes another one back (`RvslInd`): a debit that does took back a credit, and money has left. */
function entries(entry: unknown, account: string | null): ReportedTransfer[] {
  const status = textOf(entry, 'Sts', 'Cd') ?? textOf(entry, 'Sts');
  const details = many(entry, 'NtryDtls').flatMap((each) => many(each, 'TxDtls'));
  return (details.length > 0 ? details : [null]).map((detail) => {
    const side = textOf(detail, 'CdtDbtInd') ?? textOf(entry, 'CdtDbtInd');
    const [amount, transaction, whole] = [child(detail, 'Amt'), child(detail, 'AmtDtls', 'TxAmt', 'Amt'), details.length > 1 ? undefined : child(entry, 'Amt')];
    return {
      reference: textOf(detail, 'Refs', 'EndToEndId'), account,
      direction: status !== 'BOOK' ? 'other' : side === 'DBIT' ? 'debit' : 'credit',
      amounts: amountsOf(child(detail, 'AmtDtls', 'InstdAmt', 'Amt'), transaction, amount, whole), taken: amountsOf(amount, transaction, whole),
      reason_code: textOf(detail, 'RtrInf', 'Rsn', 'Cd') ?? textOf(detail, 'RtrInf', 'Rsn', 'Prtry'),
      bank_reference: textOf(detail, 'Refs', 'AcctSvcrRef') ?? textOf(entry, 'AcctSvcrRef'),
    };
  });
}

const reasonOf = (node: unknown): string | null => many(node, 'StsRsnInf').map((each) => textOf(each, 'Rsn', 'Cd') ?? textOf(each, 'Rsn', 'Prtry')).find((code) => code !== null) ?? null;

/** A refusal stands at the transfer, at the block or at the file; what stands deeper goes before. */
function pain002(message: unknown): Pick<BankReport, 'about' | 'transfers' | 'refused'> {
  const group = child(message, 'OrgnlGrpInfAndSts');
  const [original, groupReason] = [textOf(group, 'OrgnlMsgId'), reasonOf(group) ?? 'NARR'];
  const refused = original !== null && textOf(group, 'GrpSts') === 'RJCT' ? [{ message_id: original, reason_code: groupReason }] : [];
  const transfers = many(message, 'OrgnlPmtInfAndSts').flatMap((block) => {
    if (original !== null && textOf(block, 'PmtInfSts') === 'RJCT' && many(block, 'TxInfAndSts').length === 0) refused.push({ message_id: original, reason_code: reasonOf(block) ?? groupReason });
    return many(block, 'TxInfAndSts').map((each): ReportedTransfer => ({
      reference: textOf(each, 'OrgnlEndToEndId'), account: null, direction: textOf(each, 'TxSts') === 'RJCT' ? 'rejection' : 'other', amounts: [], taken: [], reason_code: reasonOf(each) ?? reasonOf(block), bank_reference: textOf(each, 'AcctSvcrRef'),
    }));
  });
  return { about: original, transfers, refused };
}
