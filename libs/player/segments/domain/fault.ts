import type { FieldFault } from '#platform/kernel/errors';

export type Place = FieldFault['loc'];

/** What is wrong with an expression or a graph, and where: `loc` is the path of the member from what was checked. */
export class Faulty extends Error {
  constructor(readonly faults: readonly FieldFault[]) {
    super(faults.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('\n'));
  }
}

export function fault(loc: Place, msg: string, type: string): never {
  throw new Faulty([{ loc, msg, type }]);
}

/** What all of them answer; throws everything that is wrong, not the first alone. */
export function each<T, R>(list: readonly T[], work: (element: T, index: number) => R): R[] {
  const faults: FieldFault[] = [];
  const done: R[] = [];
  for (const [index, element] of list.entries()) {
    try {
      done.push(work(element, index));
    } catch (error) {
      if (!(error instanceof Faulty)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new Faulty(faults);
  return done;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that can be stored and shown: no control characters but tab and line breaks, no lone surrogates. */
const PRINTABLE = /^(?:[\t\n\r\u0020-\u007e\u0080-\ud7ff\ue000-\uffff]|[\ud800-\udbff][\udc00-\udfff])*$/;

export function textAt(value: unknown, loc: Place, max: number): string {
  if (typeof value !== 'string') fault(loc, 'must be a text', 'isString');
  if (value.length > max) fault(loc, `must have at most ${max} characters`, 'maxLength');
  if (!PRINTABLE.test(value)) fault(loc, 'must not hold control characters', 'printable');
  return value;
}
