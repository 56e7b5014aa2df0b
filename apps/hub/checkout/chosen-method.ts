import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { remember, remembered } from '../islands/dom.js';
import { chosenOf, type Choice } from './choices.js';

const keyOf = (orderId: string): string => `hubcraft.method.${orderId}`;

export interface ChosenMethod {
  /** The key of the choice that stands there. */
  chosen: string;
  choose(key: string): void;
  /** What stands there stays, whatever is offered beside it from now on. */
  hold(): void;
}

/** Typing in a frame tells this page nothing but where the focus is. */
const isInFrame = (): boolean => typeof document !== 'undefined' && document.activeElement?.tagName === 'IFRAME';

/** Once she has touched the page, the method that she sees is hers: wallets of her device are found later, and come before it. */
function useTouch(hold: () => void): void {
  useEffect(() => {
    const left = (): void => void setTimeout(() => { if (isInFrame()) hold(); });
    for (const touch of ['pointerdown', 'input'] as const) addEventListener(touch, hold, true);
    addEventListener('blur', left);
    return () => {
      for (const touch of ['pointerdown', 'input'] as const) removeEventListener(touch, hold, true);
      removeEventListener('blur', left);
    };
  }, []);
}

/** The method that she has chosen, also when the page is opened anew; else `first`, or the first of the choices. */
export function useMethod(first: string, orderId: string, choices: readonly Choice[]): ChosenMethod {
  const [method, setMethod] = useState(first);
  const held = useRef('');
  const drawn = useRef('');
  const hold = (): void => { held.current = drawn.current; };
  useLayoutEffect(() => {
    const kept = remembered(keyOf(orderId));
    if (kept) setMethod(kept);
  }, []);
  useTouch(hold);
  if (isInFrame()) hold();
  const standing = chosenOf(choices, held.current, method);
  drawn.current = standing?.key ?? '';
  return {
    chosen: standing?.key ?? 'card', hold,
    choose: (key) => {
      held.current = key;
      drawn.current = key;
      setMethod(key);
      remember(keyOf(orderId), key);
    },
  };
}

/** She has called off what she tried: the next one is chosen afresh. */
export function forgetMethod(orderId: string): void {
  remember(keyOf(orderId), '');
}
