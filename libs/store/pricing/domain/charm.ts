/** A charm rule: amounts below `below` end in `ending` within every `step`. The last band has no bound. Minor units. */
export interface CharmBand {
  below: bigint | null;
  step: bigint;
  ending: bigint;
}

/** The price above zero that looks like a price of its currency and lies nearest to `raw`; of two equally near ones the lower. */
export function nearestCharm(raw: bigint, bands: readonly CharmBand[]): bigint {
  const { step, ending } = bands.find(({ below }) => below === null || raw < below)!;
  const first = ending > 0n ? ending : ending + step;
  if (raw <= first) return first;
  const lower = first + ((raw - first) / step) * step;
  return raw - lower <= lower + step - raw ? lower : lower + step;
}
