import { stdnum, type Validator } from 'stdnum';

export type TaxIdStatus = 'valid' | 'invalid' | 'not_verifiable';

/**
 * The number under which a business is registered for the tax on sales, by territory: form and check digit. Whether it exists is
 * asked elsewhere. Monaco and the French overseas departments use French numbers, the Isle of Man British ones.
 */
const VALIDATORS: Readonly<Record<string, Validator | undefined>> = {
  AT: stdnum.AT?.uid, BE: stdnum.BE?.vat, BG: stdnum.BG?.vat, HR: stdnum.HR?.oib, CY: stdnum.CY?.vat, CZ: stdnum.CZ?.dic, DK: stdnum.DK?.cvr,
  EE: stdnum.EE?.kmkr, FI: stdnum.FI?.alv, FR: stdnum.FR?.tva, DE: stdnum.DE?.vat, GR: stdnum.GR?.vat, HU: stdnum.HU?.anum, IE: stdnum.IE?.vat,
  IT: stdnum.IT?.iva, LV: stdnum.LV?.pvn, LT: stdnum.LT?.pvm, LU: stdnum.LU?.tva, MT: stdnum.MT?.vat, NL: stdnum.NL?.btw, PL: stdnum.PL?.nip,
  PT: stdnum.PT?.nif, RO: stdnum.RO?.cif, SK: stdnum.SK?.dph, SI: stdnum.SI?.ddv, ES: stdnum.ES?.nif, SE: stdnum.SE?.vat,
  MC: stdnum.FR?.tva, GP: stdnum.FR?.tva, MQ: stdnum.FR?.tva, RE: stdnum.FR?.tva, GB: stdnum.GB?.vat, IM: stdnum.GB?.vat,
  CH: stdnum.CH?.vat, NO: stdnum.NO?.mva, IS: stdnum.IS?.vsk, RS: stdnum.RS?.pib, AL: stdnum.AL?.nipt, MK: stdnum.MK?.edb, MD: stdnum.MD?.idno,
  AU: stdnum.AU?.abn, NZ: stdnum.NZ?.ird, SG: stdnum.SG?.uen, IN: stdnum.IN?.gstin, KR: stdnum.KR?.brn, TW: stdnum.TW?.ubn, TH: stdnum.TH?.tin,
  TR: stdnum.TR?.vkn, EG: stdnum.EG?.tn, KE: stdnum.KE?.pin, AO: stdnum.AO?.nif, CL: stdnum.CL?.rut, CO: stdnum.CO?.nit, PE: stdnum.PE?.ruc,
  CA: stdnum.CA?.gst,
};

/** `not_verifiable` where no rule for the territory's numbers is known here: then nothing may rest on the number. */
export function checkTaxId(territory: string, value: string): TaxIdStatus {
  const compact = value.replace(/[\s.]/g, '').toUpperCase();
  if (compact === '' || compact.length > 32) return 'invalid';
  const validator = VALIDATORS[territory];
  if (!validator) return 'not_verifiable';
  return validator.validate(compact).isValid ? 'valid' : 'invalid';
}
