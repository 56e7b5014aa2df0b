import { COUNTRIES } from '#platform/kernel/country';
import type { LegalEntity } from '../domain/legal-entity.js';

/** A connection as the owner: the processes themselves may only read who sells. */
export interface OwnerConnection {
  query(text: string, values?: unknown[]): Promise<{ rows: object[] }>;
}

/** What is wrong with a description of a legal entity, in a sentence. */
export class LegalEntityInvalid extends Error {}

const SCHEMES = ['standard', 'simplified', 'oss_non_union', 'qualified_invoice'];
const isText = (value: unknown, max: number): value is string => typeof value === 'string' && value.trim() !== '' && value.length <= max;
const isCountry = (value: unknown): boolean => (COUNTRIES as readonly unknown[]).includes(value);

/** Reads what an operator wrote. Throws `LegalEntityInvalid`, which names the member. */
export function parseLegalEntity(told: unknown): LegalEntity {
  const members = (typeof told === 'object' && told !== null ? told : {}) as Record<string, unknown>;
  const wanted = (isRight: boolean, what: string): void => {
    if (!isRight) throw new LegalEntityInvalid(what);
  };
  const { id, name, address_lines, country, contact = null, tax_ids = [], number_prefix, buyer_countries = null } = members;
  const unknown = Object.keys(members).filter((member) => !['id', 'name', 'address_lines', 'country', 'contact', 'tax_ids', 'number_prefix', 'buyer_countries'].includes(member));
  wanted(unknown.length === 0, `${unknown.join(', ')}: there is no such member`);
  wanted(typeof id === 'string' && /^[a-z0-9][a-z0-9-]{0,31}$/.test(id), 'id: up to 32 small letters, digits and hyphens, e.g. "main"');
  wanted(isText(name, 200), 'name: the name of the company, as it is registered');
  wanted(Array.isArray(address_lines) && address_lines.length > 0 && address_lines.length <= 6 && address_lines.every((line) => isText(line, 100)), 'address_lines: one to six lines of its address');
  wanted(isCountry(country), 'country: ISO 3166-1, where it has its seat');
  wanted(contact === null || isText(contact, 200), 'contact: an e-mail or address of the web where buyers reach it');
  wanted(typeof number_prefix === 'string' && /^[A-Z0-9]{1,8}$/.test(number_prefix), 'number_prefix: one to eight capital letters and digits, which its documents begin with and which never change');
  wanted(buyer_countries === null || (Array.isArray(buyer_countries) && buyer_countries.length > 0 && buyer_countries.every(isCountry)), 'buyer_countries: the countries to whose buyers it sells, or left out for everybody else');
  wanted(Array.isArray(tax_ids) && tax_ids.length <= 100, 'tax_ids: a list of at most 100');
  const numbers = (tax_ids as unknown[]).map((each) => {
    const { territory, label, number, scheme = 'standard' } = (typeof each === 'object' && each !== null ? each : {}) as Record<string, unknown>;
    wanted((territory === 'EU' || isCountry(territory)) && isText(label, 40) && isText(number, 40) && SCHEMES.includes(scheme as string),
      `tax_ids: each has a territory (ISO 3166-1 or EU), a label as "VAT ID", a number, and one of the schemes ${SCHEMES.join(', ')}`);
    return { territory, label, number, scheme } as LegalEntity['tax_ids'][number];
  });
  return {
    id: id as string, name: name as string, address_lines: address_lines as string[], country: country as string, contact: contact as string | null, tax_ids: numbers, number_prefix: number_prefix as string,
    buyer_countries: buyer_countries as string[] | null, is_demo: false,
  };
}

/**
 * Writes an entity, or what is said of it now: documents that it has issued keep what was said of it then. Its prefix never changes, because its numbers would. Throws `LegalEntityInvalid`.
 */
export async function storeLegalEntity(owner: OwnerConnection, told: unknown): Promise<LegalEntity> {
  const entity = parseLegalEntity(told);
  const { rows } = await owner.query('SELECT id, number_prefix, buyer_countries, is_demo FROM receipts.legal_entity');
  const others = (rows as Pick<LegalEntity, 'id' | 'number_prefix' | 'buyer_countries' | 'is_demo'>[]).filter(({ id }) => id !== entity.id);
  const before = (rows as LegalEntity[]).find(({ id }) => id === entity.id);
  if (before && before.number_prefix !== entity.number_prefix) throw new LegalEntityInvalid(`number_prefix: it is ${before.number_prefix} and stays that`);
  if (others.some(({ number_prefix }) => number_prefix === entity.number_prefix)) throw new LegalEntityInvalid(`number_prefix: another entity has ${entity.number_prefix}`);
  const rest = others.find(({ buyer_countries }) => buyer_countries === null);
  if (entity.buyer_countries === null && rest && !rest.is_demo) throw new LegalEntityInvalid(`buyer_countries: ${rest.id} sells to everybody whom no other entity names, so this one has to name countries`);
  const twice = entity.buyer_countries?.filter((country) => others.some(({ buyer_countries }) => buyer_countries?.includes(country))) ?? [];
  if (twice.length > 0) throw new LegalEntityInvalid(`buyer_countries: another entity sells to ${twice.join(', ')}`);
  // The demo gives way to whoever is real.
  if (entity.buyer_countries === null && rest) await owner.query(`UPDATE receipts.legal_entity SET buyer_countries = '{}' WHERE id = $1`, [rest.id]);
  await write(owner, entity);
  return entity;
}

async function write(owner: OwnerConnection, entity: LegalEntity): Promise<void> {
  await owner.query(
    `INSERT INTO receipts.legal_entity (id, name, address_lines, country, contact, tax_ids, number_prefix, buyer_countries, is_demo) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT ON CONSTRAINT legal_entity_pkey DO UPDATE SET name = excluded.name, address_lines = excluded.address_lines, country = excluded.country, contact = excluded.contact, tax_ids = excluded.tax_ids,
       buyer_countries = excluded.buyer_countries, is_demo = excluded.is_demo`,
    [entity.id, entity.name, entity.address_lines, entity.country, entity.contact, JSON.stringify(entity.tax_ids), entity.number_prefix, entity.buyer_countries, entity.is_demo]);
}

export async function listLegalEntities(owner: OwnerConnection): Promise<LegalEntity[]> {
  const { rows } = await owner.query('SELECT id, name, address_lines, country, contact, tax_ids, number_prefix, buyer_countries, is_demo FROM receipts.legal_entity ORDER BY id');
  return rows as LegalEntity[];
}

/** Who sells in the demo: nobody that there is. In production it issues nothing. Where somebody sells already nothing is written. */
export async function storeDemoEntity(owner: OwnerConnection): Promise<void> {
  if ((await listLegalEntities(owner)).length > 0) return;
  await write(owner, {
    id: 'demo', name: 'Hubcraft Demo Store Ltd', address_lines: ['1 Example Street', 'Exampletown'], country: 'IE', contact: 'store@hubcraft.invalid', number_prefix: 'DEMO', buyer_countries: null, is_demo: true,
    tax_ids: [{ territory: 'EU', label: 'VAT ID', number: 'EU000000000', scheme: 'oss_non_union' }, { territory: 'GB', label: 'VAT number', number: 'GB000000000', scheme: 'standard' }],
  });
}
