import { XMLParser } from 'fast-xml-parser';
import { controlSum, endToEndOf, outcomeOf, payoutOf, type BankAmount, type KnownOrder, type ReportedTransfer } from '../../domain/bank-orders.js';
import type { TransferOrder } from '../../domain/payout-provider.js';
import { readBankReport, ReportUnreadable } from './bank-report.js';
import { PAIN_001, pain001, type DebitAccount } from './pain-001.js';

const PAYOUT = 'pyo_01k9xamp000000000000000001';
const OTHER = 'pyo_01k9xamp000000000000000002';

/**
 * What is used of pain.001.001.09 (CustomerCreditTransferInitiationV09), as the message definition of ISO 20022 publishes it: for each element its children in their order, `!` for those that have to be there, and what a text has to look like.
 * Written from the message definition report, https://www.iso20022.org/iso-20022-message-definitions.
 */
const STRUCTURE: Record<string, readonly string[] | RegExp> = {
  Document: ['CstmrCdtTrfInitn!'], CstmrCdtTrfInitn: ['GrpHdr!', 'PmtInf!', 'SplmtryData'],
  GrpHdr: ['MsgId!', 'CreDtTm!', 'Authstn', 'NbOfTxs!', 'CtrlSum', 'InitgPty!', 'FwdgAgt'],
  PmtInf: ['PmtInfId!', 'PmtMtd!', 'BtchBookg', 'NbOfTxs', 'CtrlSum', 'PmtTpInf', 'ReqdExctnDt!', 'PoolgAdjstmntDt', 'Dbtr!', 'DbtrAcct!', 'DbtrAgt!', 'DbtrAgtAcct', 'InstrForDbtrAgt', 'UltmtDbtr', 'ChrgBr', 'ChrgsAcct', 'ChrgsAcctAgt', 'CdtTrfTxInf!'],
  CdtTrfTxInf: ['PmtId!', 'PmtTpInf', 'Amt!', 'XchgRateInf', 'ChrgBr', 'ChqInstr', 'UltmtDbtr', 'IntrmyAgt1', 'CdtrAgt', 'CdtrAgtAcct', 'Cdtr', 'CdtrAcct', 'UltmtCdtr', 'InstrForCdtrAgt', 'InstrForDbtrAgt', 'Purp', 'RgltryRptg', 'Tax', 'RltdRmtInf', 'RmtInf', 'SplmtryData'],
  PmtId: ['InstrId', 'EndToEndId!', 'UETR'], Amt: ['InstdAmt'], InitgPty: ['Nm', 'PstlAdr', 'Id'], Dbtr: ['Nm', 'PstlAdr', 'Id'], Cdtr: ['Nm', 'PstlAdr', 'Id'], PstlAdr: ['PstCd', 'TwnNm', 'CtrySubDvsn', 'Ctry', 'AdrLine'],
  DbtrAcct: ['Id!', 'Tp', 'Ccy', 'Nm'], CdtrAcct: ['Id!', 'Tp', 'Ccy', 'Nm'], DbtrAgt: ['FinInstnId!'], CdtrAgt: ['FinInstnId!'], FinInstnId: ['BICFI', 'ClrSysMmbId', 'LEI', 'Nm', 'PstlAdr', 'Othr'], ClrSysMmbId: ['ClrSysId', 'MmbId!'],
  ReqdExctnDt: ['Dt', 'DtTm'], RmtInf: ['Ustrd', 'Strd'], Othr: ['Id!'], 'DbtrAcct/Id': ['IBAN', 'Othr'], 'CdtrAcct/Id': ['IBAN', 'Othr'],
  MsgId: /^.{1,35}$/, PmtInfId: /^.{1,35}$/, InstrId: /^.{1,35}$/, EndToEndId: /^[A-Za-z0-9/?:().,'+ -]{1,35}$/, CreDtTm: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/, NbOfTxs: /^\d{1,15}$/, CtrlSum: /^\d{1,17}(\.\d{1,17})?$/, PmtMtd: /^TRF$/, BtchBookg: /^(true|false)$/,
  Dt: /^\d{4}-\d\d-\d\d$/, ChrgBr: /^(DEBT|CRED|SHAR|SLEV)$/, InstdAmt: /^\d{1,18}(\.\d{1,5})?$/, IBAN: /^[A-Z]{2}\d{2}[A-Za-z0-9]{1,30}$/, BICFI: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, Ctry: /^[A-Z]{2}$/, Ccy: /^[A-Z]{3}$/,
  Nm: /^.{1,140}$/u, Ustrd: /^.{1,140}$/u, MmbId: /^.{1,35}$/, 'Othr/Id': /^.{1,34}$/,
};

/** What of a file is not as published: the paths. */
function faults(xml: string): string[] {
  const found: string[] = [];
  const visit = (name: string, parent: string, children: any[], at: string): void => {
    const rule = STRUCTURE[`${parent}/${name}`] ?? STRUCTURE[name];
    const text = children.find((child) => '#text' in child)?.['#text'] as string | undefined;
    if (!rule) return void found.push(`${at}: unknown`);
    if (rule instanceof RegExp) {
      if (!rule.test(text ?? '')) found.push(`${at}: ${text}`);
      return;
    }
    const names = children.flatMap((child) => Object.keys(child).filter((key) => key !== ':@' && key !== '#text'));
    const order = rule.map((each) => each.replace('!', ''));
    const places = names.map((each) => order.indexOf(each));
    places.forEach((place, n) => { if (place < 0 || (n > 0 && place < places[n - 1]!)) found.push(`${at}/${names[n]}: out of place`); });
    for (const needed of rule.filter((each) => each.endsWith('!'))) if (!names.includes(needed.slice(0, -1))) found.push(`${at}/${needed}: missing`);
    for (const child of children) for (const key of Object.keys(child)) if (key !== ':@' && key !== '#text') visit(key, name, child[key], `${at}/${key}`);
  };
  const [root] = new XMLParser({ preserveOrder: true, ignoreAttributes: false, parseTagValue: false, ignoreDeclaration: true }).parse(xml) as any[];
  expect(root[':@']).toEqual({ '@_xmlns': PAIN_001 });
  visit('Document', '', root.Document, 'Document');
  return found;
}

const debit: DebitAccount = { legal_entity: 'main', currency: 'EUR', holder_name: 'Test Seller Ltd', country: 'IE', iban: 'IE29AIBK93115212345678', account_number: null, bic: 'AIBKIE2DXXX' };
const order = (changes: Partial<TransferOrder> = {}): TransferOrder => ({
  reference: PAYOUT, amount_minor: 1_234, currency: 'EUR', remittance: `Payout ${PAYOUT}`, creditor: { name: 'Müller & Söhne <Spiele>', country: 'DE', account: { kind: 'iban', iban: 'DE89370400440532013000', bic: null } }, ...changes,
});
const file = (orders: TransferOrder[], account = debit): { xml: string; control_sum: string } => pain001({ id: 'pyb_01k9xamp000000000000000003', at: new Date('2026-11-28T10:00:00Z'), day: '2026-11-30', debit: account, orders });

describe('a file of payouts (pain.001.001.09)', () => {
  const local = order({ reference: OTHER, currency: 'JPY', amount_minor: 5_000, creditor: { name: 'スタジオ', country: 'JP', account: { kind: 'local', account_number: '1234567', bank_code: '0001002', bic: null } } });

  it('is as the message definition says, with all sorts of accounts', () => {
    for (const { xml } of [file([order()]), file([order(), local]), file([order()], { ...debit, iban: null, account_number: '12-34 567', bic: null })]) expect(faults(xml)).toEqual([]);
    // The check itself sees what is wrong.
    const { xml } = file([order()]);
    expect(faults(xml.replace('<PmtMtd>TRF</PmtMtd>', ''))).toEqual(['Document/CstmrCdtTrfInitn/PmtInf/PmtMtd!: missing']);
    expect(faults(xml.replace(/<ChrgBr>SLEV<\/ChrgBr>/, '').replace('<PmtMtd>', '<ChrgBr>SLEV</ChrgBr><PmtMtd>'))).not.toEqual([]);
    expect(faults(xml.replace('DE89370400440532013000', 'nowhere'))).toEqual(['Document/CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/CdtrAcct/Id/IBAN: nowhere']);
  });

  it('counts its transfers, adds up their amounts, and names each payout', () => {
    const { xml, control_sum } = file([order(), local]);
    expect(control_sum).toBe('5012.34');
    expect(xml.match(/<NbOfTxs>2<\/NbOfTxs>/g)).toHaveLength(2);
    expect(xml.match(/<CtrlSum>5012\.34<\/CtrlSum>/g)).toHaveLength(2);
    expect(xml).toContain('<InstdAmt Ccy="EUR">12.34</InstdAmt>');
    expect(xml).toContain('<InstdAmt Ccy="JPY">5000</InstdAmt>');
    expect(xml).toContain(`<EndToEndId>${endToEndOf(PAYOUT)}</EndToEndId>`);
    expect(xml).toContain('Müller &amp; Söhne &lt;Spiele&gt;');
    expect(payoutOf(endToEndOf(PAYOUT))).toBe(PAYOUT);
    expect([payoutOf(PAYOUT), payoutOf('NOTPROVIDED'), payoutOf(null)]).toEqual([PAYOUT, null, null]);
    expect([controlSum([]), controlSum(['1', '2.5', '0.125']), controlSum(['0.01'])]).toEqual(['0', '3.625', '0.01']);
  });
});

const ACCOUNT = '<Acct><Id><IBAN>IE29AIBK93115212345678</IBAN></Id></Acct>';
const camt = (entries: string, kind: '053' | '054' = '053', id = 'STM-1', account = ACCOUNT): string => {
  const [member, list] = kind === '053' ? ['BkToCstmrStmt', 'Stmt'] : ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'];
  return `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${kind}.001.08"><${member}><GrpHdr><MsgId>${id}</MsgId></GrpHdr><${list}><Id>1</Id>${account}${entries}</${list}></${member}></Document>`;
};
const entry = (side: string, details: string, amount = '<Amt Ccy="EUR">12.34</Amt>', status = '<Sts><Cd>BOOK</Cd></Sts>'): string => `<Ntry>${amount}<CdtDbtInd>${side}</CdtDbtInd>${status}<NtryDtls><TxDtls>${details}</TxDtls></NtryDtls></Ntry>`;
const refs = `<Refs><AcctSvcrRef>BANK-1</AcctSvcrRef><EndToEndId>${endToEndOf(PAYOUT)}</EndToEndId></Refs>`;

describe('what a bank tells', () => {
  it('is read from statements and notifications, of old and new versions', () => {
    const read = { reference: endToEndOf(PAYOUT), account: 'IE29AIBK93115212345678', direction: 'debit', amounts: [{ minor: 1_234n, currency: 'EUR' }], taken: [{ minor: 1_234n, currency: 'EUR' }], reason_code: null, bank_reference: 'BANK-1' };
    expect(readBankReport(camt(entry('DBIT', refs)))).toEqual({ kind: 'camt.053', message_id: 'STM-1', about: 'IE29AIBK93115212345678', transfers: [read], refused: [] });
    expect(readBankReport(camt(entry('DBIT', refs, undefined, '<Sts>BOOK</Sts>'), '054')).transfers).toEqual([read]);
    expect(readBankReport(camt(entry('DBIT', refs, undefined, '<Sts><Cd>PDNG</Cd></Sts>'))).transfers).toMatchObject([{ direction: 'other' }]);
    expect(readBankReport(camt(entry('CRDT', `${refs}<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>`))).transfers).toMatchObject([{ direction: 'credit', reason_code: 'AC04' }]);
    const exchanged = '<Amt Ccy="USD">15.00</Amt><AmtDtls><InstdAmt><Amt Ccy="EUR">12.34</Amt></InstdAmt></AmtDtls>';
    expect(readBankReport(camt(entry('DBIT', refs + exchanged))).transfers).toMatchObject([{ amounts: [{ minor: 1_234n, currency: 'EUR' }, { minor: 1_500n, currency: 'USD' }, { minor: 1_234n, currency: 'EUR' }], taken: [{ minor: 1_500n, currency: 'USD' }, { minor: 1_234n, currency: 'EUR' }] }]);
    expect(readBankReport(camt('<Ntry><Amt Ccy="EUR">3.5</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts></Ntry>')).transfers).toMatchObject([{ reference: null, amounts: [{ minor: 350n }] }]);
    expect(readBankReport(camt(entry('DBIT', refs, '<Amt Ccy="EUR">12.345</Amt>'))).transfers).toMatchObject([{ amounts: [] }]);
    expect(readBankReport(camt(entry('DBIT', refs)).replaceAll(/<(\/?)(?!\?)/g, '<$1n:').replace('xmlns=', 'xmlns:n=')).transfers).toEqual([read]);
  });

  /** ISO 20022, ReversalIndicator: a DBIT with it took back an entry that was a credit, a CRDT one that was a debit. The side is that of the entry itself. */
  it.each([['DBIT', 'debit'], ['CRDT', 'credit']])('is of the side of the entry also where it takes another one back: %s', (side, direction) => {
    for (const indicator of ['true', 'false']) expect(readBankReport(camt(entry(side, refs, `<Amt Ccy="EUR">12.34</Amt><RvslInd>${indicator}</RvslInd>`))).transfers).toMatchObject([{ direction }]);
  });

  it('is of the account of its statement, however that is written', () => {
    const of = (account: string): unknown => readBankReport(camt(entry('DBIT', refs), '053', 'STM-1', account)).transfers[0]!.account;
    expect([of('<Acct><Id><IBAN>ie29 aibk 9311 5212 3456 78</IBAN></Id></Acct>'), of('<Acct><Id><Othr><Id>12-34 567</Id></Othr></Id></Acct>'), of('')]).toEqual(['IE29AIBK93115212345678', '1234567', null]);
    const both = camt(entry('DBIT', refs)).replace('</Stmt>', `</Stmt><Stmt><Id>2</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>${entry('CRDT', refs)}</Stmt>`);
    expect(readBankReport(both).transfers.map(({ account, direction }) => [account, direction])).toEqual([['IE29AIBK93115212345678', 'debit'], ['DE89370400440532013000', 'credit']]);
  });

  it('is no amount above what can be counted with', () => {
    const amount = (value: string): unknown => readBankReport(camt(entry('DBIT', refs, `<Amt Ccy="EUR">${value}</Amt>`))).transfers[0]!.amounts;
    expect([amount('90071992547409.91'), amount('90071992547409.92'), amount('999999999999999999')]).toEqual([[{ minor: 9_007_199_254_740_991n, currency: 'EUR' }], [], []]);
  });

  it('is read from status reports, by transfer and by file', () => {
    const pain = (inside: string): string => `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>ST-1</MsgId></GrpHdr>${inside}</CstmrPmtStsRpt></Document>`;
    const of = `<OrgnlEndToEndId>${endToEndOf(PAYOUT)}</OrgnlEndToEndId>`;
    const group = (status: string): string => `<OrgnlGrpInfAndSts><OrgnlMsgId>pyb-1</OrgnlMsgId>${status}</OrgnlGrpInfAndSts>`;
    const told = readBankReport(pain(`${group('')}<OrgnlPmtInfAndSts><TxInfAndSts>${of}<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC01</Cd></Rsn></StsRsnInf></TxInfAndSts><TxInfAndSts>${of}<TxSts>ACSC</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>`));
    expect(told).toMatchObject({ kind: 'pain.002', about: 'pyb-1', transfers: [{ reference: endToEndOf(PAYOUT), direction: 'rejection', reason_code: 'AC01' }, { direction: 'other' }], refused: [] });
    expect(readBankReport(pain(group('<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf>'))).refused).toEqual([{ message_id: 'pyb-1', reason_code: 'FF01' }]);
    expect(readBankReport(pain(`${group('')}<OrgnlPmtInfAndSts><PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts>`)).refused).toEqual([{ message_id: 'pyb-1', reason_code: 'NARR' }]);
  });

  it.each([
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${camt('')}`], ['an outside entity', `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${camt('&a;')}`], ['an entity in small letters', `<!doctype x>${camt('')}`],
    ['no XML', 'hello'], ['an end that is missing', '<Document><BkToCstmrStmt>'], ['another message', '<Document><X/></Document>'], ['no message id', '<Document><BkToCstmrStmt/></Document>'], ['a deep nest', `${'<a>'.repeat(500)}${'</a>'.repeat(500)}`],
    ['too many entries', camt(entry('DBIT', refs).repeat(10_001))],
  ])('is refused with %s', (_, xml) => expect(() => readBankReport(xml)).toThrow(ReportUnreadable));

  const [eur, usd] = [(minor: bigint): BankAmount => ({ minor, currency: 'EUR' }), (minor: bigint): BankAmount => ({ minor, currency: 'USD' })];
  const known: KnownOrder = { state: 'sent', currency: 'EUR', amount_minor: 1_234n, debit_currency: 'EUR', debit_account: 'IE29AIBK93115212345678', is_told: false };
  const paid: ReportedTransfer = { reference: endToEndOf(PAYOUT), account: 'IE29AIBK93115212345678', direction: 'debit', amounts: [eur(1_234n)], taken: [eur(1_234n)], reason_code: null, bank_reference: null };
  it.each<[string, Partial<ReportedTransfer>, Partial<KnownOrder> | null, string]>([
    ['what was ordered is booked', {}, {}, 'booked'], ['also before staff said that the bank has it', {}, { state: 'in_file' }, 'booked'], ['once', {}, { state: 'booked' }, 'repeated'],
    ['nothing of ours', {}, null, 'unknown'], ['a status decides nothing', { direction: 'other' }, {}, 'noted'],
    ['another amount', { amounts: [eur(1_233n)] }, {}, 'amount_differs'], ['another currency', { amounts: [usd(1_234n)] }, {}, 'amount_differs'], ['no amount', { amounts: [] }, {}, 'amount_differs'], ['with the fee of the bank in one of its amounts', { amounts: [eur(1_234n), eur(1_284n)], taken: [eur(1_284n)] }, {}, 'booked'],
    ['another account', { account: 'DE89370400440532013000' }, {}, 'unknown'], ['what comes to another account is no return', { account: 'DE89370400440532013000', direction: 'credit' }, { state: 'booked' }, 'unknown'], ['no account', { account: null }, {}, 'unknown'], ['a refusal names no account', { account: null, direction: 'rejection', amounts: [] }, {}, 'rejected'],
    ['what is in no file', {}, { state: 'waiting', debit_account: null }, 'not_in_a_file'], ['paid after all', {}, { state: 'rejected' }, 'paid_after_rejected'],
    ['it comes back', { direction: 'credit' }, { state: 'sent' }, 'rejected'], ['it was paid and comes back', { direction: 'credit' }, { state: 'booked' }, 'rejected'], ['the payout has ended', { direction: 'credit' }, { state: 'booked', is_told: true }, 'returned_after_paid'],
    ['it comes back twice', { direction: 'credit' }, { state: 'rejected' }, 'repeated'], ['it is refused', { direction: 'rejection', amounts: [] }, {}, 'rejected'], ['it was handed in twice', { direction: 'rejection', amounts: [], reason_code: 'AM05' }, { state: 'sent' }, 'noted'], ['its file was handed in twice', { direction: 'rejection', amounts: [], reason_code: 'DU01' }, { state: 'booked' }, 'noted'], ['it is refused after it was booked', { direction: 'rejection', amounts: [] }, { state: 'booked' }, 'returned_after_paid'],
    ['exchanged, and the bank does not say for what', {}, { debit_currency: 'USD' }, 'debit_untold'], ['exchanged', { taken: [eur(1_234n), usd(1_500n)] }, { debit_currency: 'USD' }, 'booked'],
  ])('%s', (_, told, of, outcome) => expect(outcomeOf({ ...paid, ...told }, of && { ...known, ...of })).toBe(outcome));
});
