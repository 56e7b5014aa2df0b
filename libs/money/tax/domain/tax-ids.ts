import { stdnum, type Validator } from 'stdnum';

export type TaxIdStatus = 'valid' | 'invalid' | 'not_verifiable';

/**
 * The number under which a business is registered for the tax on sales, by territory: form and check digit. Whether it exists is
 * asked elsewhere. Monaco and the French overseas departments use French numbers, the Isle of Man British ones.
 */
const RULES: Readonly<Record<string, string>> = {
  AT: 'AT.uid', BE: 'BE.vat', BG: 'BG.vat', HR: 'HR.oib', CY: 'CY.vat', CZ: 'CZ.dic', DK: 'DK.cvr', EE: 'EE.kmkr', FI: 'FI.alv', FR: 'FR.tva',
  DE: 'DE.vat', GR: 'GR.vat', HU: 'HU.anum', IE: 'IE.vat', IT: 'IT.iva', LV: 'LV.pvn', LT: 'LT.pvm', LU: 'LU.tva', MT: 'MT.vat', NL: 'NL.btw',
  PL: 'PL.nip', PT: 'PT.nif', RO: 'RO.cif', SK: 'SK.dph', SI: 'SI.ddv', ES: 'ES.nif', SE: 'SE.vat', MC: 'FR.tva', GP: 'FR.tva', MQ: 'FR.tva',
  RE: 'FR.tva', GB: 'GB.vat', IM: 'GB.vat', CH: 'CH.vat', NO: 'NO.mva', IS: 'IS.vsk', RS: 'RS.pib', AL: 'AL.nipt', MK: 'MK.edb', MD: 'MD.idno',
  AU: 'AU.abn', NZ: 'NZ.ird', SG: 'SG.uen', IN: 'IN.gstin', KR: 'KR.brn', TW: 'TW.ubn', TH: 'TH.tin', TR: 'TR.vkn', EG: 'EG.tn', KE: 'KE.pin',
  AO: 'AO.nif', CL: 'CL.rut', CO: 'CO.nit', PE: 'PE.ruc', CA: 'CA.gst',
};

function ruleFor(territory: string): Validator | undefined {
  const [country = '', number = ''] = RULES[territory]?.split('.') ?? [];
  return stdnum[country]?.[number];
}

/** `not_verifiable` where no rule for the territory's numbers is known here: then nothing may rest on the number. */
export function checkTaxId(territory: string, value: string): TaxIdStatus {
  const compact = value.replace(/[\s.]/g, '').toUpperCase();
  if (compact === '' || compact.length > 32) return 'invalid';
  const validator = ruleFor(territory);
  if (!validator) return 'not_verifiable';
  return validator.validate(compact).isValid ? 'valid' : 'invalid';
}
