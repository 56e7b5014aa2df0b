import { CURRENCIES } from '#platform/kernel/currency';
import { unitsOf } from './units.js';

/** Embargoed, ended or not written down by Checkout.com. Which of the others an account takes is Checkout.com's to say: it refuses the rest (`currency_invalid`). */
const NOT_TAKEN: readonly string[] = ['CUP', 'IRR', 'KPW', 'SYP', 'SDG', 'SSP', 'ERN', 'VED', 'VES', 'ZWL', 'BYN', 'RUB'];

/** Checkout.com's own units (https://www.checkout.com/docs/resources/calculating-the-amount): the Chilean peso in hundredths, of which the last two have to be 0; of three decimals the last has to be 0; nine digits at most. */
export const CHECKOUT_COM_UNITS = unitsOf({
  currencies: CURRENCIES.filter((code) => !NOT_TAKEN.includes(code)),
  exponents: { CLP: 2 },
  steps: { CLP: 100, BHD: 10, IQD: 10, JOD: 10, KWD: 10, LYD: 10, OMR: 10, TND: 10 },
  max: 999_999_999,
});
