import { newRegistrationId } from '../contracts/ids.js';
import { registrationsWhereverCollected } from '../domain/registrations.js';
import { shippedTables } from './rate-files.js';

/** A connection as the owner: the processes themselves may only read registrations. */
export interface OwnerConnection {
  query(text: string, values?: unknown[]): Promise<unknown>;
}

/**
 * Registers the demo's operator wherever the shipped table says collect. May run again: what is there stays. A real operator stores the
 * registrations that it has instead. Answers how many the table asks for.
 */
export async function storeDemoRegistrations(owner: OwnerConnection): Promise<number> {
  const { rates, places } = shippedTables();
  const all = registrationsWhereverCollected(rates, (territory) => places.fact(territory).is_eu === true);
  await owner.query(
    `INSERT INTO tax.registration (id, territory, region, scheme, valid_from)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[])
     ON CONFLICT ON CONSTRAINT registration_place_key DO NOTHING`,
    [all.map(() => newRegistrationId()), all.map((each) => each.territory), all.map((each) => each.region), all.map((each) => each.scheme), all.map((each) => each.valid_from)],
  );
  return all.length;
}
