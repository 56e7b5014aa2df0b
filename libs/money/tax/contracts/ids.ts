import { type Id, newId } from '#platform/kernel/ids';

/** A registration of the operator with a tax office. */
export type RegistrationId = Id<'txr'>;
/** A local rate that adds to a state's. */
export type LocalRateId = Id<'txl'>;

export const newRegistrationId = (): RegistrationId => newId('txr');
export const newLocalRateId = (): LocalRateId => newId('txl');
