import type { OrderTax } from '#sales/orders/queries';

export interface TaxPart {
  name: string;
  /** Percent, as the law prints it. */
  rate: string;
  jurisdiction: string;
  tax_minor: number;
}

/** What a sale came to, or what of it went back. Minor units. */
export interface Figures {
  net_minor: number;
  tax_minor: number;
  total_minor: number;
  taxes: TaxPart[];
}

export function figuresOf(tax: OrderTax): Figures {
  return {
    net_minor: tax.net_minor, tax_minor: tax.tax_minor, total_minor: tax.total_minor,
    taxes: tax.components.map(({ name, rate, jurisdiction, tax_minor }) => ({ name, rate, jurisdiction, tax_minor })),
  };
}

const isSame = (a: TaxPart, b: TaxPart): boolean => a.name === b.name && a.rate === b.rate && a.jurisdiction === b.jurisdiction;

/** What is left of a sale after what was credited: the last refund takes the remainder of each tax, so that all of them together are the sale to the minor unit. */
export function leftOf(sale: Figures, credited: readonly Figures[]): Figures {
  const less = (of: (figures: Figures) => number): number => credited.reduce((left, figures) => left - of(figures), of(sale));
  return {
    net_minor: less((figures) => figures.net_minor), tax_minor: less((figures) => figures.tax_minor), total_minor: less((figures) => figures.total_minor),
    taxes: sale.taxes.map((part) => ({
      ...part, tax_minor: credited.reduce((left, { taxes }) => left - taxes.filter((each) => isSame(each, part)).reduce((sum, each) => sum + each.tax_minor, 0), part.tax_minor),
    })),
  };
}

/** Whether a part adds up and takes no more than is left, in all and of each tax. */
export function fits(part: Figures, left: Figures): boolean {
  const taxes = part.taxes.reduce((sum, { tax_minor }) => sum + tax_minor, 0);
  return part.net_minor >= 0 && part.net_minor + part.tax_minor === part.total_minor && taxes === part.tax_minor
    && part.net_minor <= left.net_minor && part.tax_minor <= left.tax_minor
    && part.taxes.every((each) => each.tax_minor >= 0 && left.taxes.some((known) => isSame(known, each) && each.tax_minor <= known.tax_minor));
}
