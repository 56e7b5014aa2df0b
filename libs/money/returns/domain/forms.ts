import { addMonths, lastDay, type Month } from '#platform/kernel/calendar-month';
import { addDays } from './periods.js';

/** When the return of a period is due: on a day of the month that comes so many months after the last one of the period, or so many days after its end. */
export type Due = { months_after: number; day: number | 'last' } | { days_after: number };

/**
 * How one tax is returned to one authority. What stands here is what the sources say of a foreign seller of digital services; an authority may assign something else, which is told with the return
 * (`PUT …/due_date`). `due` is null where each payer is told her own date.
 */
export interface ReturnForm {
  id: string;
  /** What the return is called. */
  title: string;
  /** Months of a period; periods begin with January. */
  months: 1 | 3 | 6 | 12;
  due: Due | null;
  /** Quarters that are due on another day: by the month in which they end. */
  due_instead?: Readonly<Record<string, { month: number; day: number }>>;
  /** ISO 4217: the currency of the form. */
  currency: string;
  /** Whose rate of which day turns other currencies into that of the form. */
  rate_rule: string;
  /** `by_period`: what corrects an earlier period is listed apart, by that period, and at its rate. `netted`: it counts in the period in which it is booked. */
  corrections: 'by_period' | 'netted';
  /** Sales to businesses that owe the tax themselves are not a part of it. */
  is_of_consumers: boolean;
  sources: readonly string[];
}

const OSS_DIRECTIVE = 'Directive 2006/112/EC, Art. 364 (quarters, by the end of the month after), 365 (corrections by member state and period), 366 (euro; rate of the European Central Bank of the last day of the period, or of the next one on which there is one): https://datenbank.nwb.de/Dokument/Anzeigen/452295_Article366/';
const PERIOD_END = 'Rate of the last day of the period';

const national = (form: Pick<ReturnForm, 'id' | 'title' | 'months' | 'due' | 'currency' | 'rate_rule' | 'sources'> & Partial<ReturnForm>): ReturnForm => ({ corrections: 'netted', is_of_consumers: false, ...form });

export const OSS: ReturnForm = {
  id: 'eu_oss_non_union', title: 'VAT return of the One Stop Shop, non-Union scheme', months: 3, due: { months_after: 1, day: 'last' }, currency: 'EUR', corrections: 'by_period', is_of_consumers: true,
  rate_rule: 'European Central Bank, of the last day of the period, or of the next day on which there is a rate. Corrections at the rate of the period that they correct.',
  sources: ['https://vat-one-stop-shop.ec.europa.eu/one-stop-shop/declare-and-pay-oss_en', OSS_DIRECTIVE],
};

/** The forms of authorities that have one of their own, by whose tax it is (`tax_payable:<jurisdiction>`). */
const NATIONAL: Readonly<Record<string, ReturnForm>> = {
  GB: national({ id: 'gb_vat', title: 'VAT return, United Kingdom', months: 3, due: { months_after: 2, day: 7 }, currency: 'GBP', rate_rule: 'HM Revenue & Customs, of the month of supply, or the market rate of the day of supply', sources: ['https://www.gov.uk/submit-vat-return/deadlines', 'https://www.avalara.com/vatlive/en/country-guides/europe/uk/uk-vat-returns.html'] }),
  CH: national({ id: 'ch_vat', title: 'VAT return, Switzerland', months: 3, due: { days_after: 60 }, currency: 'CHF', rate_rule: 'Federal Office for Customs, of the day or of the month of supply', sources: ['https://www.vertexinc.com/resources/resource-library/filing-deadlines-tax-settlement-returns-due'] }),
  NO: national({ id: 'no_voec', title: 'VOEC return, Norway', months: 3, due: { months_after: 1, day: 20 }, currency: 'NOK', rate_rule: 'Norwegian Customs, of the week; declared in whole kroner', sources: ['https://www.skatteetaten.no/en/business-and-organisation/vat-and-duties/vat/foreign/e-commerce-voec/electronic-services/legal-information/when-and-how-will-payment-take-place/'] }),
  AU: national({
    id: 'au_gst', title: 'GST return, Australia (simplified)', months: 3, due: { months_after: 1, day: 28 }, due_instead: { '12': { month: 2, day: 28 } }, currency: 'AUD', rate_rule: PERIOD_END,
    sources: ['A New Tax System (Goods and Services Tax) Act 1999, s. 31-8: http://www5.austlii.edu.au/au/legis/cth/consol_act/antsasta1999402/s31.8.html', 'https://www.ato.gov.au/Business/International-tax-for-business/Non-resident-businesses-and-GST/Simplified-GST-registration/'],
  }),
  NZ: national({
    id: 'nz_gst', title: 'GST return, New Zealand (remote services)', months: 3, due: { months_after: 1, day: 28 }, due_instead: { '03': { month: 5, day: 7 } }, currency: 'NZD', rate_rule: 'As chosen: of the day of supply, of the last day of the period, or of the day of filing (Goods and Services Tax Act 1985, s. 77)',
    sources: ['https://www2.deloitte.com/nz/en/pages/tax-alerts/articles/gst-on-remote-services-additional-guidance-needed.html', 'http://prd-lgnz-nlb.prd.pco.net.nz/act/public/1985/0141/latest/DLM85296.html'],
  }),
  SG: national({ id: 'sg_ovr', title: 'GST return, Singapore (overseas vendor)', months: 3, due: { months_after: 1, day: 'last' }, currency: 'SGD', rate_rule: PERIOD_END, sources: ['https://pl-bizconsulting.com/2024/10/21/filing-gst-returns-to-iras/'] }),
  JP: national({ id: 'jp_consumption_tax', title: 'Consumption tax return, Japan (business year of the calendar)', months: 12, due: { months_after: 2, day: 'last' }, currency: 'JPY', rate_rule: 'Rate of the day of supply', sources: ['Consumption Tax Act, Art. 45: within two months after the end of the period (from memory, not looked up)'] }),
  KR: national({ id: 'kr_vat', title: 'VAT return, Korea (electronic services)', months: 3, due: { months_after: 1, day: 25 }, currency: 'KRW', rate_rule: PERIOD_END, sources: ['https://www.avalara.com/vatlive/en/country-guides/asia/south-korea/south-korean-vat-electronic-services.html'] }),
  CA: national({
    id: 'ca_gst_hst', title: 'GST/HST return, Canada (simplified)', months: 3, due: { months_after: 1, day: 'last' }, currency: 'CAD', rate_rule: PERIOD_END,
    sources: ['https://www.canada.ca/en/revenue-agency/services/tax/businesses/topics/gst-hst-businesses/digital-economy-gsthst/file-return.html', 'https://www.canada.ca/en/revenue-agency/services/tax/businesses/topics/gst-hst-businesses/digital-economy-gsthst/remit-gst-hst.html'],
  }),
  'CA-QC': national({ id: 'ca_qst', title: 'QST return, Quebec (specified registration)', months: 3, due: { months_after: 1, day: 'last' }, currency: 'CAD', rate_rule: PERIOD_END, sources: ['Revenu Québec, specified registration system: quarters, within a month after (from memory, not looked up)'] }),
};

/** One of the forms above by its id; undefined where it is none of them. */
export function ownForm(id: string): ReturnForm | undefined {
  return [OSS, ...Object.values(NATIONAL)].find((form) => form.id === id);
}

/** To whom a tax is returned: what an outside engine computes for a city (`US-NY:New York City`) goes to the authority of its region. */
export function authorityOf(jurisdiction: string): string {
  return jurisdiction.split(':', 1)[0]!;
}

const ASSIGNED = 'The authority assigns periods and dates: tell the date with each return';

/** The form by which the tax of a jurisdiction is returned. `scheme` is that of the registration, `currency` what the place pays in. */
export function formOf(jurisdiction: string, scheme: string, currency: string): ReturnForm {
  if (scheme === OSS.id) return OSS;
  const authority = authorityOf(jurisdiction);
  const own = NATIONAL[authority === 'IM' ? 'GB' : authority];
  if (own) return own;
  const of = authority.toLowerCase().replace('-', '_');
  const [id, title] = authority.startsWith('US-') ? [`${of}_sales_tax`, `Sales tax return, ${authority}`] : authority.startsWith('CA-') ? [`${of}_pst`, `Provincial sales tax return, ${authority}`] : [`${of}_tax`, `Tax return, ${authority}`];
  return national({ id, title, months: 1, due: null, currency, rate_rule: PERIOD_END, sources: [ASSIGNED] });
}

/** The day on which the return of a period that ends with this month is due; null where only the authority says so. */
export function dueOn(form: ReturnForm, last: Month): string | null {
  if (form.due === null) return null;
  const instead = form.due_instead?.[last.slice(5)];
  if (instead) return `${Number(last.slice(0, 4)) + (instead.month < Number(last.slice(5)) ? 1 : 0)}-${two(instead.month)}-${two(instead.day)}`;
  if ('days_after' in form.due) return addDays(lastDay(last), form.due.days_after);
  const month = addMonths(last, form.due.months_after);
  return form.due.day === 'last' ? lastDay(month) : `${month}-${two(form.due.day)}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
