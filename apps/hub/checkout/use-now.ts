import { useRef, useState } from 'preact/hooks';

/** A state that can also be read as it is now, between two drawings: what is decided after an answer must not be decided by what was drawn before it. */
export interface Now<T> {
  /** As it was drawn. */
  readonly shown: T;
  now(): T;
  set(next: T): void;
}

export function useNow<T extends object | string | number | boolean | null>(initial: T): Now<T> {
  const [shown, show] = useState<T>(initial);
  const latest = useRef(initial);
  const set = (next: T): void => {
    latest.current = next;
    show(() => next);
  };
  return { shown, now: () => latest.current, set };
}
