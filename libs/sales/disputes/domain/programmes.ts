/** What a month has counted, of one card scheme. `sales_before`: those of the month before. Amounts in US cents. */
export interface MonthFigures {
  sales: number;
  sales_before: number;
  authenticated_sales: number;
  disputes: number;
  fraud_disputes: number;
  fraud_disputes_usd_minor: bigint;
  fraud_reports: number;
}

/** How much of a threshold is reached, in percent of it. */
export type Step = 50 | 75 | 100;

/**
 * A threshold of cases among so many (`base`), in hundredths of a percent; both have to be reached. `is_exceeded`: more cases than that, not as many. `amount_usd_minor`: the cases have to be worth as much.
 * `base_min` and `unauthenticated`: whom the programme looks at, at every step alike.
 */
export interface Programme {
  id: string;
  scheme: 'visa' | 'mastercard';
  cases: (month: MonthFigures) => number;
  base: (month: MonthFigures) => number;
  cases_min?: number;
  is_exceeded?: boolean;
  ratio_bp: number;
  amount_usd_minor?: bigint;
  base_min?: number;
  /** The share of sales with 3-D Secure, in percent, below which the programme looks. */
  authenticated_below_percent?: number;
}

const beforehand = ({ sales_before }: MonthFigures): number => sales_before;
const chargebacks = ({ disputes }: MonthFigures): number => disputes;

/**
 * What the card schemes measure the operator by, month by month and over all studios, since it is the merchant. Visa VAMP for merchants as of 1 April 2026: reports of fraud (TC40) and disputes (TC15) among settled sales (TC05), 1.50 %
 * and more than 1,500. Mastercard: chargebacks of a month among the sales of the month before, ECM from 100 and 1.50 %, HECM from 300 and 3.00 %; EFM: chargebacks of fraud worth 50,000 USD and 0.50 % of at least 1,000 sales,
 * where less than half are authenticated (the bound of regulated countries; elsewhere a tenth, so that this one is early).
 */
export const PROGRAMMES: readonly Programme[] = [
  { id: 'VAMP', scheme: 'visa', cases: ({ disputes, fraud_reports }) => disputes + fraud_reports, base: ({ sales }) => sales, cases_min: 1_500, is_exceeded: true, ratio_bp: 150 },
  { id: 'ECM', scheme: 'mastercard', cases: chargebacks, base: beforehand, cases_min: 100, ratio_bp: 150 },
  { id: 'HECM', scheme: 'mastercard', cases: chargebacks, base: beforehand, cases_min: 300, ratio_bp: 300 },
  {
    id: 'EFM', scheme: 'mastercard', cases: ({ fraud_disputes }) => fraud_disputes, base: beforehand, ratio_bp: 50, amount_usd_minor: 5_000_000n, base_min: 1_000, authenticated_below_percent: 50,
  },
];

export const STEPS: readonly Step[] = [50, 75, 100];

/** Whether a month has reached a step of a threshold. In whole numbers: nothing is rounded. */
export function hasReached(programme: Programme, month: MonthFigures, step: Step): boolean {
  const { cases_min, is_exceeded, ratio_bp, amount_usd_minor, base_min, authenticated_below_percent } = programme;
  const [cases, base] = [programme.cases(month), programme.base(month)];
  if (cases === 0 || base < (base_min ?? 0)) return false;
  if (authenticated_below_percent !== undefined && month.sales > 0 && month.authenticated_sales * 100 >= month.sales * authenticated_below_percent) return false;
  if (cases_min !== undefined && (is_exceeded ? cases * 100 <= cases_min * step : cases * 100 < cases_min * step)) return false;
  if (amount_usd_minor !== undefined && month.fraud_disputes_usd_minor * 100n < amount_usd_minor * BigInt(step)) return false;
  return BigInt(cases) * 1_000_000n >= BigInt(ratio_bp) * BigInt(step) * BigInt(base);
}

/** The steps that a month has reached, the lowest first. */
export function stepsReached(programme: Programme, month: MonthFigures): Step[] {
  return STEPS.filter((step) => hasReached(programme, month, step));
}

/** Disputes among the sales of a studio in a month and scheme. Few of few say nothing, so that at least five are wanted. */
export const STUDIO_CASES_MIN = 5;
export const STUDIO_WARN_BP = 40;
export const STUDIO_STOP_BP = 70;
export type StudioStanding = 'fine' | 'warn' | 'stop';

export function studioStanding({ disputes, sales }: Pick<MonthFigures, 'disputes' | 'sales'>): StudioStanding {
  if (disputes < STUDIO_CASES_MIN) return 'fine';
  const isAt = (bp: number): boolean => BigInt(disputes) * 10_000n >= BigInt(bp) * BigInt(sales);
  return isAt(STUDIO_STOP_BP) ? 'stop' : isAt(STUDIO_WARN_BP) ? 'warn' : 'fine';
}

/** In hundredths of a percent, rounded down; null among no sales. */
export function ratioBp(cases: number, base: number): number | null {
  return base === 0 ? null : Number((BigInt(cases) * 10_000n) / BigInt(base));
}
