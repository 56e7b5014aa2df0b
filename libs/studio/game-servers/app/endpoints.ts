import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { OwnListeners } from '#platform/egress/own-listeners';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { SignatureScheme } from '#platform/kernel/signature-scheme';
import { Outbox } from '#platform/outbox/outbox';
import { Versions } from '#platform/versions/versions';
import { CreateEndpoint, DisableEndpoint } from '../contracts/commands.js';
import { Ed25519Refused, EndpointNotFound, EndpointUrlRefused, SecretRefused, SignatureHeaderRefused, TooManyEndpoints } from '../contracts/errors.js';
import { EndpointChanged, EndpointDisabled } from '../contracts/events.js';
import { headerFault, secretFault } from '../domain/signature-choice.js';
import { EndpointsRepository } from '../infra/endpoints.repository.js';
import { KnownEndpoints, isCalled } from '../infra/known-endpoints.js';
import type { DisabledReason, EndpointRow } from '../infra/rows.js';
import { checkEndpointUrl } from './endpoint-url.js';
import { ChangeEndpoint, DeleteEndpoint, RotateEndpointSecret } from './endpoint-changes.js';

export const ENDPOINTS_MAX = 100;
/** A batch is closed after a minute, or when it holds a thousand events. */
export const BATCH_DEFAULTS = { max_seconds: 60, max_events: 1_000 } as const;

type SignatureColumns = Pick<EndpointRow, 'signature_scheme' | 'signature_header' | 'timestamp_header'>;

function signatureColumns(signature: SignatureScheme): SignatureColumns {
  if (signature.scheme === 'standard-webhooks') return { signature_scheme: signature.scheme, signature_header: null, timestamp_header: null };
  for (const [member, name] of [['signature_header', signature.signatureHeader], ['timestamp_header', signature.timestampHeader]] as const) {
    const fault = headerFault(name);
    if (fault) throw new SignatureHeaderRefused(member, fault);
  }
  if (signature.signatureHeader.toLowerCase() === signature.timestampHeader.toLowerCase()) throw new SignatureHeaderRefused('timestamp_header', 'Signature and timestamp need two headers.');
  return { signature_scheme: signature.scheme, signature_header: signature.signatureHeader, timestamp_header: signature.timestampHeader };
}

function checkedUrl(url: string, environment: 'sandbox' | 'live', own: OwnListeners): string {
  const verdict = checkEndpointUrl(url, environment, own);
  if ('refused' in verdict) throw new EndpointUrlRefused(verdict.refused);
  return verdict.url;
}

function checkedSecret(secret: string, scheme: SignatureScheme['scheme']): string {
  const fault = secretFault(scheme, secret);
  if (fault) throw new SecretRefused(fault);
  return secret;
}

function disabledColumns(enabled: boolean, now: Date, reason: DisabledReason = 'requested'): Pick<EndpointRow, 'disabled_reason' | 'disabled_at'> {
  return enabled ? { disabled_reason: null, disabled_at: null } : { disabled_reason: reason, disabled_at: now };
}

/** A live address has to be shown to be the studio's, whenever it is another one. */
function challengeColumns(environment: 'sandbox' | 'live', now: Date): Pick<EndpointRow, 'unverified_since' | 'challenge_error'> {
  return { unverified_since: environment === 'live' ? now : null, challenge_error: null };
}

export const endpointFact = (row: Pick<EndpointRow, 'id' | 'enabled' | 'events' | 'unverified_since'>, deleted = false) =>
  new EndpointChanged('endpoint', row.id, { endpoint_id: row.id, enabled: isCalled(row) && !deleted, events: deleted ? [] : row.events, deleted });

@CommandHandler(CreateEndpoint)
export class CreateEndpointHandler implements ICommandHandler<CreateEndpoint> {
  constructor(private readonly endpoints: EndpointsRepository, private readonly known: KnownEndpoints, private readonly outbox: Outbox, private readonly clock: Clock, private readonly own: OwnListeners, private readonly versions: Versions) {}

  async execute({ input }: CreateEndpoint): Promise<{ endpoint_id: string }> {
    const { gameId } = currentScope();
    if ((await this.endpoints.count()) >= ENDPOINTS_MAX) throw new TooManyEndpoints(ENDPOINTS_MAX);
    const row = {
      game_id: gameId, id: newId('whk'), environment: input.environment, url: checkedUrl(input.url, input.environment, this.own), method: input.method ?? 'POST' as const,
      description: input.description ?? null, events: [...new Set(input.events)], enabled: input.enabled ?? true, ...disabledColumns(input.enabled ?? true, this.clock.now()), enabled_logs: input.enabled_logs ?? true,
      player_context_enabled: input.player_context_enabled ?? null, ordered: input.ordered ?? false, max_per_second: input.max_per_second ?? null, max_concurrency: input.max_concurrency ?? null,
      batch_mode: input.batch_mode ?? false, batch_max_seconds: input.batch_max_seconds ?? BATCH_DEFAULTS.max_seconds, batch_max_events: input.batch_max_events ?? BATCH_DEFAULTS.max_events, api_version: this.versions.pinnable(input.api_version ?? this.versions.newest, this.clock.now()), ...challengeColumns(input.environment, this.clock.now()), ...signatureColumns(input.signature ?? { scheme: 'standard-webhooks' }),
    };
    if (input.ed25519_enabled && row.signature_scheme !== 'standard-webhooks') throw new Ed25519Refused();
    await this.endpoints.insert(row);
    if (input.ed25519_enabled) await this.endpoints.setSigningKey(row.id, true);
    await this.endpoints.rotateSecret(row.id, this.clock.now(), null, input.secret ? checkedSecret(input.secret, row.signature_scheme) : undefined);
    this.known.forget(gameId);
    this.outbox.record(endpointFact(row));
    return { endpoint_id: row.id };
  }
}

@CommandHandler(ChangeEndpoint)
export class ChangeEndpointHandler implements ICommandHandler<ChangeEndpoint> {
  constructor(private readonly endpoints: EndpointsRepository, private readonly known: KnownEndpoints, private readonly outbox: Outbox, private readonly clock: Clock, private readonly own: OwnListeners, private readonly versions: Versions) {}

  async execute({ endpointId, changes }: ChangeEndpoint): Promise<void> {
    const row = await this.endpoints.lock(endpointId);
    if (!row) throw new EndpointNotFound();
    const { signature, url, ed25519_enabled, ...plain } = changes;
    const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
    const changed: EndpointRow = {
      ...row, ...given, ...(signature ? signatureColumns(signature) : {}), ...(url !== undefined ? { url: checkedUrl(url, row.environment, this.own) } : {}),
    };
    if (changed.api_version !== row.api_version) this.versions.pinnable(changed.api_version, this.clock.now());
    changed.events = [...new Set(changed.events)];
    if (changed.url !== row.url) Object.assign(changed, challengeColumns(row.environment, this.clock.now()));
    if (changed.enabled !== row.enabled) Object.assign(changed, disabledColumns(changed.enabled, this.clock.now()));
    // A secret that was brought for one scheme may mean nothing to the other.
    if (changed.signature_scheme !== row.signature_scheme) for (const secret of (await this.endpoints.secrets(this.clock.now(), endpointId)).get(endpointId) ?? []) checkedSecret(secret, changed.signature_scheme);
    if (changed.signature_scheme !== 'standard-webhooks' && (ed25519_enabled ?? (await this.endpoints.hasSigningKey(endpointId)))) throw new Ed25519Refused();
    await this.endpoints.update(changed, this.clock.now());
    if (ed25519_enabled !== undefined) await this.endpoints.setSigningKey(endpointId, ed25519_enabled);
    this.known.forget(row.game_id);
    this.outbox.record(endpointFact(changed));
  }
}

@CommandHandler(DisableEndpoint)
export class DisableEndpointHandler implements ICommandHandler<DisableEndpoint> {
  constructor(private readonly endpoints: EndpointsRepository, private readonly known: KnownEndpoints, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ endpointId, reason, since }: DisableEndpoint): Promise<boolean> {
    const row = await this.endpoints.lock(endpointId);
    if (!row?.enabled || (row.modified_at !== null && row.modified_at > since)) return false;
    if (reason === 'failing' && row.events.includes('player.verify') && (await this.endpoints.hasVerifiedSince(since))) return false;
    const now = this.clock.now();
    const changed: EndpointRow = { ...row, enabled: false, ...disabledColumns(false, now, reason) };
    await this.endpoints.update(changed, now);
    this.known.forget(row.game_id);
    this.outbox.record(endpointFact(changed), new EndpointDisabled('endpoint', row.id, { endpoint_id: row.id, reason, disabled_at: unixSeconds(now) }));
    return true;
  }
}

@CommandHandler(DeleteEndpoint)
export class DeleteEndpointHandler implements ICommandHandler<DeleteEndpoint> {
  constructor(private readonly endpoints: EndpointsRepository, private readonly known: KnownEndpoints, private readonly outbox: Outbox) {}

  async execute({ endpointId }: DeleteEndpoint): Promise<void> {
    if (!(await this.endpoints.delete(endpointId))) throw new EndpointNotFound();
    this.known.forget(currentScope().gameId);
    this.outbox.record(endpointFact({ id: endpointId, enabled: false, events: [], unverified_since: null }, true));
  }
}

@CommandHandler(RotateEndpointSecret)
export class RotateEndpointSecretHandler implements ICommandHandler<RotateEndpointSecret> {
  constructor(private readonly endpoints: EndpointsRepository, private readonly known: KnownEndpoints, private readonly clock: Clock) {}

  async execute({ endpointId, overlapSeconds }: RotateEndpointSecret): Promise<void> {
    if (!(await this.endpoints.lock(endpointId))) throw new EndpointNotFound();
    const now = this.clock.now();
    const until = overlapSeconds > 0 ? new Date(now.getTime() + overlapSeconds * 1_000) : null;
    await this.endpoints.rotateSecret(endpointId, now, until);
    this.known.forget(currentScope().gameId);
  }
}
