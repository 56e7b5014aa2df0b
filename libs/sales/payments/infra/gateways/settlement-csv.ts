/** A line as the reconciliation reads it; amounts in minor units, what goes out is negative. */
export interface SettledLine {
  line_id: string;
  /** Of a payment; or of the operator's account: what the provider takes for no payment, what goes to and comes from a bank, what it keeps back, what it corrects. */
  type: 'capture' | 'refund' | 'chargeback' | 'fee' | 'account_fee' | 'transfer' | 'reserve' | 'correction';
  psp_payment_id: string;
  psp_refund_id: string;
  reference: string;
  currency: string;
  gross_minor: number;
  fee_minor: number;
  net_minor: number;
  settled_at: number;
  batch_id: string;
}

const COLUMNS = ['line_id', 'type', 'psp_payment_id', 'psp_refund_id', 'reference', 'currency', 'gross_minor', 'fee_minor', 'net_minor', 'settled_at', 'batch_id'] as const satisfies readonly (keyof SettledLine)[];

const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** RFC 4180, with a heading. */
export function settlementCsv(lines: readonly SettledLine[]): string {
  return [COLUMNS.join(','), ...lines.map((line) => COLUMNS.map((column) => quoted(String(line[column]))).join(','))].map((row) => `${row}\r\n`).join('');
}
