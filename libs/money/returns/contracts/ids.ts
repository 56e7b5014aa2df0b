import { newId, type Id } from '#platform/kernel/ids';

/** A tax return. */
export type TaxReturnId = Id<'trt'>;

export const newTaxReturnId = (): TaxReturnId => newId('trt');
