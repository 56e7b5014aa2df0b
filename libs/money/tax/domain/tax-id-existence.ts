import { checkTaxId } from './tax-ids.js';

/** What the register said, or that it could not be asked. */
export type TaxIdOutcome = 'valid' | 'invalid' | 'unavailable';
/** Of a number in a quote: `unasked` where a register could be asked and was not, or too long ago. */
export type TaxIdExistence = TaxIdOutcome | 'unasked';

/** What a quote knows of a number beside its form; absent where no register is asked for the territory. */
export interface TaxIdStanding {
  existence: TaxIdExistence;
  /** Whether the form is enough while the register cannot be asked. */
  trustsForm: boolean;
}

/** A definite answer is taken for this long; afterwards the register is to be asked again. */
export const ANSWER_HOLDS_DAYS = 30;

const PREFIX: Readonly<Record<string, string>> = { GR: 'EL', MC: 'FR', GP: 'FR', MQ: 'FR', RE: 'FR', IM: 'GB' };

/** The state whose register knows the numbers of a territory, as the register writes it: Greece is `EL`, Monaco is France. */
export const prefixOf = (territory: string): string => PREFIX[territory] ?? territory;

/** A number in its one writing: capitals, no separators, without the state's letters in front. */
export function bareTaxId(territory: string, value: string): string {
  const compact = value.replace(/[\s.\-/]/g, '').toUpperCase();
  const rest = compact.slice(2);
  const hasPrefix = [prefixOf(territory), territory].includes(compact.slice(0, 2));
  // A French number may begin with the letters FR of its own: they are taken off only where a number is left.
  return hasPrefix && checkTaxId(territory, rest) === 'valid' ? rest : compact;
}

/** Territories whose numbers bear the letters of their state on an invoice: the European Union (Directive 2006/112/EC, Art. 215) and the United Kingdom. */
const LETTERED: ReadonlySet<string> = new Set('AT BE BG CY CZ DE DK EE ES FI FR GB GP GR HR HU IE IM IT LT LU LV MC MQ MT NL PL PT RE RO SE SI SK'.split(' '));

/** A number of valid form as an invoice prints it. */
export function printedTaxId(territory: string, value: string): string {
  const bare = bareTaxId(territory, value);
  return LETTERED.has(territory) ? prefixOf(territory) + bare : bare;
}

export interface ReliedOn {
  isValid: boolean;
  note: string | null;
}

/** Whether a business is treated as one on its number, and the remark for the record. Nothing rests on a number of wrong form, whatever was answered. */
export function reliedOn(hasValidForm: boolean, standing: TaxIdStanding | undefined): ReliedOn {
  if (!hasValidForm) return { isValid: false, note: null };
  switch (standing?.existence) {
    case undefined:
      return { isValid: true, note: 'tax_id_existence_not_checked' };
    case 'valid':
      return { isValid: true, note: 'tax_id_exists' };
    case 'invalid':
      return { isValid: false, note: 'tax_id_does_not_exist' };
    case 'unavailable':
      return { isValid: standing!.trustsForm, note: 'tax_id_register_unavailable' };
    case 'unasked':
      return { isValid: standing!.trustsForm, note: 'tax_id_existence_not_checked' };
  }
}
