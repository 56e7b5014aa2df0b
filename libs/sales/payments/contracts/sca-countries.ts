import { EU } from '#platform/kernel/country';

/** Where strong customer authentication is law: the EEA (Directive (EU) 2015/2366) and the United Kingdom. */
export const SCA_COUNTRIES: readonly string[] = [...EU, 'GB', 'IS', 'LI', 'NO'].sort();
