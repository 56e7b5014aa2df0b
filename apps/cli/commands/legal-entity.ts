import { readFileSync } from 'node:fs';
import pg from 'pg';
import { Config, ConfigError } from '#platform/config/config';
import { storeEntityOfBooks } from '#money/ledger/module';
import { listLiveGames } from '#studio/games/module';
import { LegalEntityInvalid, listLegalEntities, storeLegalEntity } from '#sales/receipts/module';

const USAGE = `usage: hubcraft legal-entity list
       hubcraft legal-entity set FILE

  list   who sells, and to whom
  set    write one from a JSON file: id, name, address_lines, country, contact, number_prefix, tax_ids, buyer_countries;
         what is sold from now on is in its books

Needs DATABASE_OWNER_URL. Documents that were issued keep what was said of their seller then.`;

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new LegalEntityInvalid(`${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}

/** `hubcraft legal-entity`: 0 when it was done, 1 when what the file says was refused. */
export async function run(args: string[]): Promise<number> {
  const [verb, file, ...more] = args;
  if (more.length > 0 || !(verb === 'list' ? file === undefined : verb === 'set' && file !== undefined)) {
    console.error(USAGE);
    return 2;
  }
  const owner = new Config(process.env).optional('DATABASE_OWNER_URL');
  if (!owner) throw new ConfigError('legal-entity needs DATABASE_OWNER_URL: only the owner of the database says who sells');
  const client = new pg.Client({ connectionString: owner });
  await client.connect();
  try {
    if (file === undefined) {
      for (const { id, name, country, number_prefix, buyer_countries, is_demo } of await listLegalEntities(client)) console.log(`${id}  ${name} (${country}), ${number_prefix}: ${buyer_countries === null ? 'everybody else' : buyer_countries.join(', ') || 'nobody'}${is_demo ? ', the demo: issues nothing in production' : ''}`);
      return 0;
    }
    const told = read(file);
    // Documents and books say the same of who sells.
    await client.query('BEGIN');
    const { id, number_prefix, buyer_countries } = await storeLegalEntity(client, told);
    await storeEntityOfBooks(client, { id, buyer_countries, live: await listLiveGames(client) });
    await client.query('COMMIT');
    console.log(`${id} sells. Its documents begin with ${number_prefix}; what waited is issued within a minute.`);
    return 0;
  } catch (error) {
    if (!(error instanceof LegalEntityInvalid)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    await client.end();
  }
}
