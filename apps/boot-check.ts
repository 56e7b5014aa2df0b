import type { Type } from '@nestjs/common';
import { MetadataScanner, Reflector } from '@nestjs/core';
import type { DiscoveryService } from '@nestjs/core';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import pg from 'pg';
import { ConfigError, type Config } from '#platform/config/config';
import { POLICY } from '#platform/http/policy';

/** Deny by default: a route without a policy is found at boot, not by an attacker. */
export function refuseRoutesWithoutPolicy(discovery: DiscoveryService): void {
  const reflector = new Reflector();
  const scanner = new MetadataScanner();
  for (const wrapper of discovery.getControllers()) {
    const type = wrapper.metatype as Type | null;
    if (!type) continue;
    for (const name of scanner.getAllMethodNames(type.prototype as object)) {
      const handler = (type.prototype as Record<string, unknown>)[name] as () => void;
      if (Reflect.getMetadata(PATH_METADATA, handler) === undefined) continue;
      if (!reflector.getAllAndOverride(POLICY, [handler, type])) throw new ConfigError(`The route ${type.name}.${name} has no policy`);
    }
  }
}

/** Row-level security protects nothing from a superuser, so such a role is refused; so is a database that has not been migrated. */
export async function checkDatabase(config: Config): Promise<void> {
  const client = new pg.Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  try {
    await client.connect();
  } catch (error) {
    throw new ConfigError(`PostgreSQL does not answer at ${new URL(config.databaseUrl).host}: ${(error as Error).message}`);
  }
  try {
    const { rows: [role] } = await client.query<{ name: string; unsafe: boolean }>('SELECT rolname AS name, rolsuper OR rolbypassrls AS unsafe FROM pg_roles WHERE rolname = current_user');
    if (role!.unsafe) throw new ConfigError(`DATABASE_URL connects as ${role!.name}, which row-level security does not bind; use the role hubcraft_app`);
    const { rows: [schema] } = await client.query<{ there: boolean }>(`SELECT to_regclass('platform.route') IS NOT NULL AS there`);
    if (!schema!.there) throw new ConfigError('The database is empty: run `hubcraft migrate` first');
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function checkProduction(config: Config): void {
  void config.masterKey;
  if (!config.isProduction) return;
  if (config.publicUrl.startsWith('http://')) throw new ConfigError('In production PUBLIC_URL must be https');
}
