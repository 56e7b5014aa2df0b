/** Currencies of ISO 4217 whose minor unit is not a hundredth. */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map((code) => [code, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
  ...['CLF', 'UYW'].map((code) => [code, 4] as const),
]);

export function exponentOf(currency: string): number {
  return EXPONENTS.get(currency) ?? 2;
}

/** 2.9 % of the captured amount + 0.30 of the major unit, in minor units: summed exactly, rounded once, half away from zero. */
export function processingFee(capturedMinor: number, currency: string): number {
  const thousandths = BigInt(capturedMinor) * 29n + 300n * 10n ** BigInt(exponentOf(currency));
  return Number((thousandths + 500n) / 1000n);
}

/** 15.00 of the major unit, in minor units. */
export function disputeFee(currency: string): number {
  return Number(15n * 10n ** BigInt(exponentOf(currency)));
}
