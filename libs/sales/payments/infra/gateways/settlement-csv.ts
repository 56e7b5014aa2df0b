/** What a player paid or got back, where it is settled in another currency: minor units of that one, and the provider's rate (major units of the settlement's currency for one major unit of it, a decimal). */
export interface Presentment {
  currency: string;
  gross_minor: number;
  rate: string;
}

/** A line as the reconciliation reads it; amounts in minor units of the currency that is settled in, what goes out is negative. */
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
  /** Only where the two currencies differ. */
  presentment?: Presentment;
}

const COLUMNS = ['line_id', 'type', 'psp_payment_id', 'psp_refund_id', 'reference', 'currency', 'gross_minor', 'fee_minor', 'net_minor', 'settled_at', 'batch_id'] as const satisfies readonly (keyof Omit<SettledLine, 'presentment'>)[];

/** Only in a report that has lines which were settled in another currency. */
const PRESENTMENT_COLUMNS = { presentment_currency: 'currency', presentment_minor: 'gross_minor', exchange_rate: 'rate' } as const satisfies Record<string, keyof Presentment>;

const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** RFC 4180, with a heading. */
export function settlementCsv(lines: readonly SettledLine[]): string {
  const more = lines.some(({ presentment }) => presentment) ? Object.entries(PRESENTMENT_COLUMNS) : [];
  const cells = (line: SettledLine): string[] => [...COLUMNS.map((column) => String(line[column])), ...more.map(([, member]) => String(line.presentment?.[member] ?? ''))];
  return [[...COLUMNS, ...more.map(([name]) => name)], ...lines.map(cells)].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}
