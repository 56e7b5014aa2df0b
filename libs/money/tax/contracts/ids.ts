import { type Id, newId } from '#platform/kernel/ids';

/** A registration of the operator with a tax office. */
export type RegistrationId = Id<'txr'>;
/** A local rate that adds to a state's. */
export type LocalRateId = Id<'txl'>;
/** A rate that replaces the shipped one. */
export type TaxRateId = Id<'txs'>;
/** A change that one of the operator's staff proposed. */
export type TaxChangeId = Id<'txc'>;
/** That an outside engine computes the tax of an entity's sales in a territory. */
export type EngineUseId = Id<'txe'>;
/** What the outside engine was asked about a sale, and said. */
export type EngineQuoteId = Id<'teq'>;
/** What of a sale the outside engine is told. */
export type EngineStepId = Id<'tes'>;
/** A place that the operator has blocked. */
export type SaleBlockId = Id<'tsb'>;
/** A question whether a business's number exists, with its answer. */
export type TaxIdCheckId = Id<'txi'>;

export const newRegistrationId = (): RegistrationId => newId('txr');
export const newLocalRateId = (): LocalRateId => newId('txl');
export const newTaxRateId = (): TaxRateId => newId('txs');
export const newTaxChangeId = (): TaxChangeId => newId('txc');
export const newEngineUseId = (): EngineUseId => newId('txe');
export const newEngineQuoteId = (): EngineQuoteId => newId('teq');
export const newEngineStepId = (): EngineStepId => newId('tes');
export const newSaleBlockId = (): SaleBlockId => newId('tsb');
export const newTaxIdCheckId = (): TaxIdCheckId => newId('txi');
