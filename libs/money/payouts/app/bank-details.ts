import { electronicFormatIBAN, isValidBIC, validateIBAN } from 'ibantools';
import { AccountInvalid } from '../contracts/errors.js';
import type { BankDetails } from '../domain/payout-provider.js';

const LAST = 4;

/** What somebody has typed, as it is sent to a bank. Throws `payouts.account_invalid` where it cannot be an account. */
export function bankDetails(told: { iban?: string | null; account_number?: string | null; bank_code?: string | null; bic?: string | null }): BankDetails {
  const bic = told.bic?.replaceAll(' ', '').toUpperCase() ?? null;
  if (bic !== null && !isValidBIC(bic)) throw new AccountInvalid('bic', 'is not a BIC (ISO 9362)');
  if (told.iban) {
    if (told.account_number || told.bank_code) throw new AccountInvalid('iban', 'stands beside account_number or bank_code: one of the two is an account');
    const iban = electronicFormatIBAN(told.iban) ?? '';
    if (!validateIBAN(iban).valid) throw new AccountInvalid('iban', 'is not an IBAN: country, length or check digits are not right');
    return { kind: 'iban', iban, bic };
  }
  if (!told.account_number || !told.bank_code) throw new AccountInvalid('iban', 'is missing, and so are account_number and bank_code');
  return { kind: 'local', account_number: told.account_number, bank_code: told.bank_code, bic };
}

/** The end of the number, by which people tell accounts apart. */
export function endOf(details: BankDetails): string {
  return (details.kind === 'iban' ? details.iban : details.account_number).slice(-LAST);
}

/** The country of the bank, where the number tells it. */
export function bankCountry(details: BankDetails): string | null {
  return details.kind === 'iban' ? details.iban.slice(0, 2) : null;
}

/** An account of the operator's own: by its IBAN, or by its number where it has none; its bank by the BIC. Throws `payouts.account_invalid`. */
export function debitDetails(told: { iban?: string | null; account_number?: string | null; bic?: string | null }): { iban: string | null; account_number: string | null; bic: string | null } {
  const isIban = told.iban !== undefined && told.iban !== null;
  // A number of the operator's own needs no code of its bank beside the BIC.
  const details = bankDetails(isIban ? { iban: told.iban, account_number: told.account_number, bic: told.bic } : { account_number: told.account_number, bank_code: told.bic, bic: told.bic });
  return details.kind === 'iban' ? { iban: details.iban, account_number: null, bic: details.bic } : { iban: null, account_number: details.account_number, bic: details.bic };
}
