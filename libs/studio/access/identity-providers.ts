import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database, violates } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { IssuerThere, ProviderNotFound, ProviderUnproven, TooManyProviders } from './contracts/errors.js';

const PROVIDERS_MAX = 10;

export interface ProviderView {
  id: string;
  name: string;
  issuer: string;
  client_id: string;
  email_domains: string[];
  enforced: boolean;
  trusts_mfa: boolean;
  created_at: number;
}
export interface ProviderWish {
  name: string;
  client_id: string;
  client_secret: string;
  email_domains: string[];
  trusts_mfa: boolean;
}
/** With what it takes to speak to it. */
export interface KnownProvider extends ProviderView {
  client_secret: string;
}

interface ProviderRow { id: string; name: string; issuer: string; client_id: string; client_secret_sealed: Buffer; email_domains: string[]; is_enforced: boolean; trusts_mfa: boolean; made_at: Date }

/** Throws `access.issuer_there`, `access.too_many_providers`. */
export class MakeProvider extends Command<{ id: string }> {
  static readonly context = 'studio/access';
  constructor(readonly input: ProviderWish & { issuer: string }) { super(); }
}
/** Its issuer stays. Throws `access.provider_not_found`, and `access.provider_unproven` where it is to be enforced and no owner has come by it yet. */
export class ChangeProvider extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly providerId: string, readonly changes: Partial<ProviderWish & { enforced: boolean }>) { super(); }
}
/** Who was known by it is not known any more. Throws `access.provider_not_found`. */
export class RemoveProvider extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly providerId: string) { super(); }
}
export class ListProviders extends Query<ProviderView[]> {}
/** For sign-in alone: nothing of it is answered to anybody. Null where there is none. */
export class FindProvider extends Query<KnownProvider | null> {
  constructor(readonly providerId: string) { super(); }
}

const placeOf = (providerId: string): string => `access.identity_provider|client_secret_sealed|${providerId}`;

export const CLIENT_SECRETS_SEALED: SealedColumn = { table: 'access.identity_provider', column: 'client_secret_sealed', tenant: 'studio_id', key: 'id', place: placeOf, form: 'bytes' };

/**
 * Whose password counts (`m` is her row): everybody's, but where a provider of the studio is enforced that of one owner alone, the one who has been there longest. Whatever becomes of the provider, somebody can get in and change it.
 */
export const MAY_USE_PASSWORD = `(NOT EXISTS (SELECT FROM access.identity_provider p WHERE p.studio_id = m.studio_id AND p.is_enforced)
  OR m.id = (SELECT o.id FROM access.member o WHERE o.studio_id = m.studio_id AND o.role = 'owner' AND o.accepted_at IS NOT NULL AND o.removed_at IS NULL ORDER BY o.password_hash IS NULL, o.accepted_at, o.id LIMIT 1))`;

function view(row: ProviderRow): ProviderView {
  return { id: row.id, name: row.name, issuer: row.issuer, client_id: row.client_id, email_domains: row.email_domains, enforced: row.is_enforced, trusts_mfa: row.trusts_mfa, created_at: unixSeconds(row.made_at) };
}

@CommandHandler(MakeProvider)
export class MakeProviderHandler implements ICommandHandler<MakeProvider> {
  constructor(private readonly database: Database, private readonly envelope: Envelope, private readonly clock: Clock) {}
  async execute({ input }: MakeProvider) {
    const studioId = currentScope().studioId!;
    const id = newId('idp');
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`identity_providers:${studioId}`]);
    const there = await this.database.one<{ n: bigint }>('SELECT count(*) AS n FROM access.identity_provider WHERE studio_id = $1', [studioId]);
    if (there!.n >= BigInt(PROVIDERS_MAX)) throw new TooManyProviders(PROVIDERS_MAX);
    try {
      await this.database.execute(
        'INSERT INTO access.identity_provider (studio_id, id, name, issuer, client_id, client_secret_sealed, email_domains, trusts_mfa, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        [studioId, id, input.name, input.issuer, input.client_id, this.envelope.seal(input.client_secret, studioId, placeOf(id)), input.email_domains, input.trusts_mfa, this.clock.now()]);
    } catch (error) {
      throw violates(error, 'identity_provider_issuer_key') ? new IssuerThere() : error;
    }
    return { id };
  }
}

@CommandHandler(ChangeProvider)
export class ChangeProviderHandler implements ICommandHandler<ChangeProvider> {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}
  async execute({ providerId, changes }: ChangeProvider) {
    const studioId = currentScope().studioId!;
    if (changes.enforced) await this.requireAnOwnerWhoCameByIt(studioId, providerId);
    const sealed = changes.client_secret ? this.envelope.seal(changes.client_secret, studioId, placeOf(providerId)) : null;
    const changed = await this.database.execute(
      `UPDATE access.identity_provider SET name = coalesce($3, name), client_id = coalesce($4, client_id), client_secret_sealed = coalesce($5, client_secret_sealed), email_domains = coalesce($6, email_domains),
              trusts_mfa = coalesce($7, trusts_mfa), is_enforced = coalesce($8, is_enforced) WHERE studio_id = $1 AND id = $2`,
      [studioId, providerId, changes.name ?? null, changes.client_id ?? null, sealed, changes.email_domains ?? null, changes.trusts_mfa ?? null, changes.enforced ?? null]);
    if (changed === 0) throw new ProviderNotFound();
  }

  private async requireAnOwnerWhoCameByIt(studioId: string, providerId: string): Promise<void> {
    const provider = await this.database.one<{ is_proven: boolean }>(
      `SELECT EXISTS (SELECT FROM access.external_identity i JOIN access.member m ON m.studio_id = i.studio_id AND m.id = i.member_id
                       WHERE i.studio_id = p.studio_id AND i.issuer = p.issuer AND m.role = 'owner' AND m.removed_at IS NULL) AS is_proven FROM access.identity_provider p WHERE p.studio_id = $1 AND p.id = $2`, [studioId, providerId]);
    if (!provider) throw new ProviderNotFound();
    if (!provider.is_proven) throw new ProviderUnproven();
  }
}

@CommandHandler(RemoveProvider)
export class RemoveProviderHandler implements ICommandHandler<RemoveProvider> {
  constructor(private readonly database: Database) {}
  async execute({ providerId }: RemoveProvider) {
    const studioId = currentScope().studioId!;
    await this.database.execute('DELETE FROM access.external_identity WHERE studio_id = $1 AND issuer = (SELECT issuer FROM access.identity_provider WHERE studio_id = $1 AND id = $2)', [studioId, providerId]);
    if ((await this.database.execute('DELETE FROM access.identity_provider WHERE studio_id = $1 AND id = $2', [studioId, providerId])) === 0) throw new ProviderNotFound();
  }
}

@QueryHandler(ListProviders)
export class ListProvidersHandler implements IQueryHandler<ListProviders> {
  constructor(private readonly database: Database) {}
  async execute(): Promise<ProviderView[]> {
    return (await this.database.query<ProviderRow & Record<string, unknown>>(`SELECT * FROM access.identity_provider WHERE studio_id = $1 ORDER BY id LIMIT ${PROVIDERS_MAX}`, [currentScope().studioId!])).map(view);
  }
}

@QueryHandler(FindProvider)
export class FindProviderHandler implements IQueryHandler<FindProvider> {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}
  async execute({ providerId }: FindProvider): Promise<KnownProvider | null> {
    const studioId = currentScope().studioId!;
    const row = await this.database.one<ProviderRow & Record<string, unknown>>('SELECT * FROM access.identity_provider WHERE studio_id = $1 AND id = $2', [studioId, providerId]);
    return row ? { ...view(row), client_secret: this.envelope.open(row.client_secret_sealed, studioId, placeOf(providerId)) } : null;
  }
}
