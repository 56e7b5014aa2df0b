/** Why the operator sells to nobody of a place and pays nobody there: `policy` is a decision of its own, the others somebody else's. */
export const SALE_BLOCK_REASONS = ['sanctions', 'unlawful', 'court_order', 'regulator', 'tax_authority', 'policy'] as const;
export type SaleBlockReason = (typeof SALE_BLOCK_REASONS)[number];
