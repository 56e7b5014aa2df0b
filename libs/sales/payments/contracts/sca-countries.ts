/** Where strong customer authentication is law: the EEA (Directive (EU) 2015/2366) and the United Kingdom. */
export const SCA_COUNTRIES: readonly string[] = 'AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' ');
