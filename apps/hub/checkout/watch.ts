import type { CheckoutApi } from './store-api.js';

const POLL_MS = [1_000, 1_500, 2_000, 3_000, 5_000];

const pause = (ms: number, signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

/** Looks again whenever the server says that something changed, and from time to time where it cannot say so. Ends with `signal`. */
export async function watch(api: CheckoutApi, look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    const streamed = await api.listen(() => void look(), signal);
    if (signal.aborted) return;
    if (!streamed) await pause(POLL_MS[Math.min(round, POLL_MS.length - 1)]!, signal);
    if (!signal.aborted) await look();
    // A stream that ends at once must not become a storm.
    if (streamed) await pause(500, signal);
  }
}
