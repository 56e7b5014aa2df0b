import type { Id } from '#platform/kernel/ids';

export type PaymentId = Id<'pmt'>;
export type SavedMethodId = Id<'spm'>;
/** A studio's own account at a provider. */
export type StudioAccountId = Id<'psa'>;

/**
 * How a studio's account is called wherever a provider is: `stripe:psa_…`. Whatever is kept by the name of its provider (attempts, ways back, notifications) is so kept by account, and what is one account's is never another's.
 */
export function providerOfAccount(kind: string, accountId: string): string {
  return `${kind}:${accountId}`;
}

/** The studio's account that a payment was made with; null: it was the operator's. */
export function accountOf(provider: string): string | null {
  const at = provider.indexOf(':psa_');
  return at < 0 ? null : provider.slice(at + 1);
}

/** Whose API a provider's is, whoever has the account: `stripe`. */
export function kindOf(provider: string): string {
  const at = provider.indexOf(':psa_');
  return at < 0 ? provider : provider.slice(0, at);
}

/** In SQL: whether a column of this name names a studio's account. */
export const isOfStudioSql = (column: string): string => `(${column} LIKE '%:psa\\_%')`;

/** Of announcements those about money at an account of the operator. What is at a studio's own account is in no books of ours, and nobody of us documents, counts or settles it. */
export function atOperator<E extends { payload: { provider: string } }>(events: readonly E[]): E[] {
  return events.filter(({ payload }) => accountOf(payload.provider) === null);
}
