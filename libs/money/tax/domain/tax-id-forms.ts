import type { TaxIdForm } from '../contracts/queries.js';

/** Label and shape by territory, as businesses write them on their own invoices. A shape is no number of anybody: its check digit is not computed. */
const FORMS: Readonly<Record<string, readonly [label: string, shape: string]>> = {
  AT: ['UID', 'ATU12345678'], BE: ['BTW / TVA', 'BE0123456789'], BG: ['ДДС №', 'BG123456789'], HR: ['PDV ID', 'HR12345678901'], CY: ['ΦΠΑ', 'CY12345678X'], CZ: ['DIČ', 'CZ12345678'], DK: ['CVR / SE', 'DK12345678'],
  EE: ['KMKR', 'EE123456789'], FI: ['ALV', 'FI12345678'], FR: ['N° TVA', 'FR12345678901'], DE: ['USt-IdNr.', 'DE123456789'], GR: ['ΑΦΜ', 'EL123456789'], HU: ['Közösségi adószám', 'HU12345678'], IE: ['VAT number', 'IE1234567A'],
  IT: ['Partita IVA', 'IT12345678901'], LV: ['PVN', 'LV12345678901'], LT: ['PVM kodas', 'LT123456789'], LU: ['TVA', 'LU12345678'], MT: ['VAT number', 'MT12345678'], NL: ['Btw-id', 'NL123456789B01'], PL: ['NIP', 'PL1234567890'],
  PT: ['NIF', 'PT123456789'], RO: ['CIF', 'RO12345678'], SK: ['IČ DPH', 'SK1234567890'], SI: ['ID za DDV', 'SI12345678'], ES: ['NIF', 'ESX12345678'], SE: ['Momsnummer', 'SE123456789001'], MC: ['N° TVA', 'FR12345678901'],
  GP: ['N° TVA', 'FR12345678901'], MQ: ['N° TVA', 'FR12345678901'], RE: ['N° TVA', 'FR12345678901'], GB: ['VAT number', 'GB123456789'], IM: ['VAT number', 'GB123456789'], CH: ['UID / MWST', 'CHE-123.456.789 MWST'],
  NO: ['Org.nr. MVA', '123456789MVA'], IS: ['VSK-númer', '123456'], RS: ['PIB', '123456789'], AL: ['NIPT', 'K12345678L'], MK: ['EDB', 'MK1234567890123'], MD: ['IDNO', '1234567890123'], AU: ['ABN', '12 345 678 901'], NZ: ['GST number', '123-456-789'],
  SG: ['UEN', '201234567A'], IN: ['GSTIN', '22AAAAA0000A1Z5'], KR: ['사업자등록번호', '123-45-67890'], TW: ['統一編號', '12345678'], TH: ['TIN', '1234567890123'], TR: ['VKN', '1234567890'], EG: ['Tax registration number', '123-456-789'],
  KE: ['PIN', 'P123456789A'], AO: ['NIF', '5123456789'], CL: ['RUT', '12.345.678-9'], CO: ['NIT', '123456789-0'], PE: ['RUC', '20123456789'], CA: ['GST/HST number', '123456789RT0001'],
};

/** How the number of a business is called and looks there; null where no form of it is known here, and so nothing may rest on one. */
export function taxIdForm(territory: string): TaxIdForm | null {
  const form = FORMS[territory];
  return form ? { label: form[0], shape: form[1] } : null;
}
