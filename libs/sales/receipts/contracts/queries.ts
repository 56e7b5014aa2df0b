import { Call, Query } from '#platform/kernel/messages';
import type { BusinessBuyer } from '#sales/orders/queries';

export const DOCUMENT_KINDS = ['receipt', 'invoice', 'credit_note'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];
/** The languages in which documents are written. */
export type DocumentLanguage = 'en' | 'de';
export type TaxIdScheme = 'standard' | 'simplified' | 'oss_non_union' | 'qualified_invoice';

export interface SellerTaxId {
  /** ISO 3166-1, or `EU` for a number that holds in all of its members. */
  territory: string;
  /** As it is called there: `VAT ID`, `ABN`. */
  label: string;
  number: string;
  scheme: TaxIdScheme;
}

/** What one document says, as it was when it was issued: what the PDF is made of. Amounts are minor units; those of a credit note are what went back. */
export interface DocumentData {
  version: 1;
  kind: DocumentKind;
  number: string;
  language: DocumentLanguage;
  /** The heading as the law of the place wants it. */
  title: string;
  /** Unix seconds. */
  issued_at: number;
  supplied_at: number;
  is_test: boolean;
  order_id: string;
  /** The number of 16 digits by which the player knows her purchase. */
  receipt_number: string;
  seller: { legal_entity_id: string; name: string; address_lines: string[]; country: string; contact: string | null; tax_ids: SellerTaxId[] };
  /** Of a person the place alone, as it was taxed. A business is named, for its invoice has to (Directive 2006/112/EC, Art. 226(4) and (5)); not there in documents of earlier builds. */
  buyer: { country: string; region: string | null; business?: BusinessBuyer | null };
  game: string;
  payment: string;
  /** `total_minor` as it was listed, and without the tax where the buyer owes it itself; `net_minor` its share of the net amount. */
  lines: { sku: string; name: string; quantity: number; unit_minor: number; total_minor: number; net_minor: number }[];
  prices_contain_tax: boolean;
  currency: string;
  exponent: number;
  net_minor: number;
  taxes: { name: string; label: string; rate: string; jurisdiction: string; tax_minor: number }[];
  tax_minor: number;
  total_minor: number;
  /** The same in the currency of the place, where that is another one and a rate is known. */
  in_tax_currency: { currency: string; exponent: number; net_minor: number; tax_minor: number; total_minor: number; rate: string; rate_date: string; source: string } | null;
  /** Sentences that the law of the place wants. */
  mentions: string[];
  /** Of a credit note. */
  original: { document_id: string; number: string; issued_at: number } | null;
  cause: 'refund' | 'chargeback' | null;
}

export interface DocumentView {
  id: string;
  kind: DocumentKind;
  number: string;
  order_id: string;
  original_id: string | null;
  legal_entity_id: string;
  country: string;
  currency: string;
  net_minor: number;
  tax_minor: number;
  total_minor: number;
  issued_at: number;
  supplied_at: number;
  /** `YYYY-MM-DD`. */
  retain_until: string;
  data: DocumentData;
}

/** Throws `receipts.not_found`. */
export class GetDocument extends Query<DocumentView> {
  constructor(readonly documentId: string) { super(); }
}

/** The documents of orders, the oldest first, at most 500: the receipt or invoice of each, then its credit notes. */
export class ListDocumentsOfOrders extends Query<DocumentView[]> {
  constructor(readonly orderIds: readonly string[]) { super(); }
}

/** Newest first; `starting_after` is the last id of the page before. */
export class ListDocuments extends Query<{ data: DocumentView[]; has_more: boolean; next_cursor: string | null }> {
  constructor(readonly filter: { kind?: DocumentKind[]; order_id?: string; number?: string; limit: number; starting_after?: string }) { super(); }
}

export interface DocumentFile {
  document_id: string;
  kind: DocumentKind;
  number: string;
  pdf: Buffer;
  /** Hex. */
  sha256: string;
}

/** The PDF of a document: drawn when it is asked for first, the same to the byte from then on. Throws `receipts.not_found`. */
export class OpenDocumentFile extends Call<DocumentFile> {
  constructor(readonly documentId: string) { super(); }
}

/** The same of an order: its receipt or invoice, or the newest of its credit notes. Throws `receipts.not_issued`. */
export class OpenFileOfOrder extends Call<DocumentFile> {
  constructor(readonly input: { order_id: string; kind: 'receipt' | 'credit_note' }) { super(); }
}
