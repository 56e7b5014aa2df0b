import { taxIdForm } from './tax-id-forms.js';
import { checkTaxId } from './tax-ids.js';

/** A number of each territory whose numbers are checked, from the examples that offices and companies publish. */
const NUMBERS: Record<string, string> = {
  AT: 'ATU13585627', BE: 'BE403019261', BG: 'BG175074752', HR: 'HR33392005961', CY: 'CY10259033P', CZ: 'CZ25123891', DK: 'DK13585628', EE: 'EE100931558', FI: 'FI20774740', FR: 'FR83404833048',
  DE: 'DE136695976', GR: 'EL094259216', HU: 'HU12892312', IE: 'IE6433435F', IT: 'IT00743110157', LV: 'LV40003521600', LT: 'LT119511515', LU: 'LU15027442', MT: 'MT11679112', NL: 'NL004495445B01',
  PL: 'PL8567346215', PT: 'PT501964843', RO: 'RO18547290', SK: 'SK2022749619', SI: 'SI50223054', ES: 'ES54362315K', SE: 'SE123456789701', MC: 'FR53000004605', GP: 'FR83404833048', MQ: 'FR83404833048',
  RE: 'FR83404833048', GB: 'GB980780684', IM: 'GB980780684', CH: 'CHE107787577IVA', NO: 'NO995525828MVA', IS: 'IS00621', RS: '101134702', AL: 'J91402501L', MK: '4030000375897', MD: '1008600038413',
  AU: '83914571673', NZ: '49091850', SG: '00192200M', IN: '27AAPFU0939F1ZV', KR: '116-82-00276', TW: '00501503', TH: '1234545678781', TR: '4540536920', EG: '100531385', KE: 'P051365947M',
  AO: '5417034300', CL: '76086428-5', CO: '213.123.432-1', PE: '20512333797', CA: '123026635RT0001',
};

describe('the number of a business', () => {
  it.each(Object.entries(NUMBERS))('of %s is known by form and check digit: %s', (territory, number) => {
    expect(checkTaxId(territory, number)).toBe('valid');
    expect(checkTaxId(territory, 'not a number')).toBe('invalid');
    expect(taxIdForm(territory)).toEqual({ label: expect.stringMatching(/./), shape: expect.stringMatching(/\d/) });
  });

  it('may be written with blanks, dots and small letters', () => {
    for (const written of ['de 136 695 976', ' DE136695976\n', 'De.136.695.976']) expect(checkTaxId('DE', written)).toBe('valid');
    expect(checkTaxId('DE', 'DE136695977')).toBe('invalid');
  });

  it('is one of its own territory', () => {
    expect(checkTaxId('DE', NUMBERS['FR']!)).toBe('invalid');
    expect(checkTaxId('AT', NUMBERS['DE']!)).toBe('invalid');
  });

  it.each(['BH', 'US', 'JP', 'ZZ', ''])('of %j frees nobody: nothing here can check it', (territory) => {
    expect(checkTaxId(territory, '123456789012345')).toBe('not_verifiable');
  });

  it('is none when nothing is written or more than any number has', () => {
    for (const territory of ['DE', 'BH']) for (const value of ['', '  ', '..', '1'.repeat(33)]) expect(checkTaxId(territory, value)).toBe('invalid');
    expect(checkTaxId('BH', '1'.repeat(32))).toBe('not_verifiable');
  });
});
