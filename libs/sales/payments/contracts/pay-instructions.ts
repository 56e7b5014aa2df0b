export const INSTRUCTION_KINDS = ['app', 'voucher', 'qr'] as const;

/** How the buyer pays what she has begun. `app`: she confirms it in an app of hers. `voucher`: `reference` is what she names where she pays. `qr`: `reference` is what her bank's app reads, as text. `url`: the provider's page that shows it. `due_at`: Unix seconds. */
export interface PayInstructions {
  kind: (typeof INSTRUCTION_KINDS)[number];
  reference: string | null;
  url: string | null;
  due_at: number | null;
}
