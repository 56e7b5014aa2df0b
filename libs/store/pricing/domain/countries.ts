/** The countries of the API contract's price templates. */
export const COUNTRIES = [
  'VA', 'MM', 'PE', 'DK', 'PY', 'SV', 'US', 'SI', 'SG', 'CZ', 'KE', 'JP', 'KR', 'NZ', 'KZ', 'AE', 'IQ', 'AU', 'CL', 'QA', 'NL', 'IN', 'GE', 'EE', 'BM', 'AT',
  'VN', 'LI', 'KW', 'TC', 'BR', 'PL', 'MY', 'HK', 'MC', 'VG', 'GI', 'SE', 'EG', 'GH', 'CH', 'LK', 'SA', 'SM', 'PK', 'DE', 'TW', 'LU', 'BO', 'FM', 'CA', 'SK',
  'LT', 'FR', 'KY', 'LV', 'CY', 'MX', 'RO', 'TZ', 'HU', 'PH', 'MO', 'FI', 'RS', 'EC', 'IE', 'ID', 'OM', 'BD', 'PA', 'UA', 'ZA', 'ES', 'PT', 'NO', 'NG', 'TH',
  'IL', 'GB', 'JO', 'IT', 'BG', 'TR', 'BH', 'CR', 'MA', 'HR', 'GR', 'KH', 'CO', 'BE', 'DZ', 'CN', 'AD', 'AL', 'BA', 'IS', 'MD', 'ME', 'MK', 'MT', 'RU', 'AR',
] as const;

export const PLATFORMS = ['any', 'ios', 'android', 'other'] as const;
