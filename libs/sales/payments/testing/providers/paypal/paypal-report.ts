interface Money { currency_code: string; value: string }

/** The columns of section bodies of the Settlement Report Specification, 9.0: https://developer.paypal.com/docs/reports/sftp-reports/settlement-report/. */
const COLUMNS = [
  'Transaction ID', 'Invoice ID', 'PayPal Reference ID', 'PayPal Reference ID Type', 'Transaction Event Code', 'Transaction Initiation Date', 'Transaction Completion Date', 'Transaction  Debit or Credit', 'Gross Transaction Amount',
  'Gross Transaction Currency', 'Fee Debit or Credit', 'Fee Amount', 'Fee Currency', 'Custom Field', 'Consumer ID', 'Payment Tracking ID', 'Store ID', 'Bank Reference ID', 'Credit Transactional Fee', 'Credit Promotional Fee', 'Credit Term',
];

/** A conversion (`T0200`) has the sign of its amount: what is taken out of a balance is negative. */
export interface PayPalMovement { code: 'T0006' | 'T0200' | 'T1107' | 'T1110' | 'T1111' | 'T1201'; id: string; of: string; invoice: string; custom: string; amount: Money; fee: Money | null }

const units = ({ value }: Money): number => Number(value.replace('.', ''));

/** The settlement report of a day: amounts without a sign or a point, what came as CR and what went as DR, and all of it withdrawn to the bank at the end. */
export function paypalReport(account: string, at: Date, movements: readonly PayPalMovement[], newId: () => string): string {
  const day = at.toISOString().slice(0, 10).replaceAll('-', '/');
  const date = `${at.toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/')} +0000`;
  const sums = new Map<string, [number, number, number, number]>();
  const rows: string[] = [];
  const add = (code: string, id: string, of: string, invoice: string, custom: string, currency: string, amount: number, fee: number): void => {
    const sum = sums.get(currency) ?? [0, 0, 0, 0];
    sums.set(currency, sum);
    sum[amount < 0 ? 1 : 0] += Math.abs(amount);
    sum[fee > 0 ? 3 : 2] += Math.abs(fee);
    const way = (value: number): string => (value < 0 ? '"DR"' : '"CR"');
    const cells = [`"${id}"`, `"${invoice}"`, `"${of}"`, of ? '"TXN"' : '""', `"${code}"`, date, date, way(amount), Math.abs(amount), `"${currency}"`, fee === 0 ? '""' : way(-fee), fee === 0 ? '' : Math.abs(fee), fee === 0 ? '""' : `"${currency}"`, `"${custom}"`, '""', '""', '""', '""', '0', '0', '""'];
    rows.push(`"SB",${cells.join(',')}`);
  };
  for (const { code, id, of, invoice, custom, amount, fee } of movements) add(code, id, of, invoice, custom, amount.currency_code, units(amount) * (['T1107', 'T1110', 'T1201'].includes(code) ? -1 : 1), fee ? units(fee) : 0);
  for (const [currency, [came, went, back, kept]] of sums) add('T0400', newId(), '', '', '', currency, -(came - went + back - kept), 0);
  const footers = [...sums].map(([currency, sum]) => `"SF","${currency}",${sum.join(',')},"CR",0,"CR",0,"CR",0,"CR",0,"CR",0,"CR",0,${rows.length}`);
  return `\uFEFF${[`"RH",${date},"A","${account}",009,`, '"FH",01', `"SH",${day} 00:00:00 +0000,${day} 23:59:59 +0000,"${account}",""`, `"CH",${COLUMNS.map((name) => `"${name}"`).join(',')}`, ...rows, ...footers, `"SC",${rows.length}`, ...footers.map((line) => line.replace('SF', 'RF')), `"RC",${rows.length}`, '"FF",1'].join('\r\n')}\r\n`;
}
