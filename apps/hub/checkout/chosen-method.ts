import { useLayoutEffect, useState } from 'preact/hooks';
import { remember, remembered } from '../islands/dom.js';

const keyOf = (orderId: string): string => `hubcraft.method.${orderId}`;

/** The method that she has chosen, also when the page is opened anew. */
export function useMethod(first: string, orderId: string): [string, (method: string) => void] {
  const [method, setMethod] = useState(first);
  useLayoutEffect(() => {
    const kept = remembered(keyOf(orderId));
    if (kept) setMethod(kept);
  }, []);
  return [method, (chosen) => {
    setMethod(chosen);
    remember(keyOf(orderId), chosen);
  }];
}

/** She has called off what she tried: the next one is chosen afresh. */
export function forgetMethod(orderId: string): void {
  remember(keyOf(orderId), '');
}
