import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import type { SignatureScheme } from '#platform/kernel/signature-scheme';
import { EndpointNotFound } from '../contracts/errors.js';
import { GetDeliveryTarget, GetEndpointSecret, HasEndpointFor, ListEndpointsFor, subscriptionsTo, wants, type BatchBounds, type DeliveryTarget, type SubscribedEndpoint } from '../contracts/queries.js';
import { EndpointsRepository, type EndpointWithHint } from '../infra/endpoints.repository.js';
import { KnownEndpoints, isCalled, type KnownEndpoint } from '../infra/known-endpoints.js';
import type { EndpointRow } from '../infra/rows.js';

/** An endpoint as the Studio API shows it, with the end of its newest secret. */
export type EndpointShown = EndpointWithHint;

/** The endpoints of the game, by id. */
export class ListEndpoints extends Query<EndpointShown[]> {
  constructor(readonly limit: number, readonly offset: number, readonly startingAfter: string | null) { super(); }
}

/** Throws `webhook.not_found`. */
export class GetEndpoint extends Query<EndpointShown> {
  constructor(readonly endpointId: string) { super(); }
}

export function signatureOf(row: Pick<EndpointRow, 'signature_scheme' | 'signature_header' | 'timestamp_header'>): SignatureScheme {
  return row.signature_scheme === 'standard-webhooks' ? { scheme: 'standard-webhooks' } : { scheme: 'timestamped-hmac', signatureHeader: row.signature_header!, timestampHeader: row.timestamp_header! };
}

/** Null: one by one. */
function batchOf(row: Pick<EndpointRow, 'batch_mode' | 'batch_max_seconds' | 'batch_max_events'>): BatchBounds | null {
  return row.batch_mode ? { max_seconds: row.batch_max_seconds, max_events: row.batch_max_events } : null;
}

export function deliveryTarget(row: KnownEndpoint): DeliveryTarget {
  return {
    endpoint_id: row.id, url: row.url, method: row.method, enabled: isCalled(row), signature: signatureOf(row), secrets: row.secrets,
    player_context_enabled: row.player_context_enabled ?? false, enabled_logs: row.enabled_logs, ordered: row.ordered, max_per_second: row.max_per_second, max_concurrency: row.max_concurrency, batch: batchOf(row), api_version: row.api_version, reach: row.environment === 'sandbox' ? 'public_or_loopback' : 'public',
  };
}

@QueryHandler(ListEndpoints)
export class ListEndpointsHandler implements IQueryHandler<ListEndpoints> {
  constructor(private readonly endpoints: EndpointsRepository) {}
  execute(query: ListEndpoints): Promise<EndpointShown[]> {
    return this.endpoints.list(query.limit, query.offset, query.startingAfter);
  }
}

@QueryHandler(GetEndpoint)
export class GetEndpointHandler implements IQueryHandler<GetEndpoint> {
  constructor(private readonly endpoints: EndpointsRepository) {}
  async execute({ endpointId }: GetEndpoint): Promise<EndpointShown> {
    const row = await this.endpoints.find(endpointId);
    if (!row) throw new EndpointNotFound();
    return row;
  }
}

@QueryHandler(GetEndpointSecret)
export class GetEndpointSecretHandler implements IQueryHandler<GetEndpointSecret> {
  constructor(private readonly endpoints: EndpointsRepository, private readonly clock: Clock) {}
  async execute({ endpointId }: GetEndpointSecret): Promise<string> {
    const secret = (await this.endpoints.secrets(this.clock.now(), endpointId)).get(endpointId)?.[0];
    if (!secret) throw new EndpointNotFound();
    return secret;
  }
}

@QueryHandler(ListEndpointsFor)
export class ListEndpointsForHandler implements IQueryHandler<ListEndpointsFor> {
  constructor(private readonly endpoints: EndpointsRepository) {}
  async execute({ eventType }: ListEndpointsFor): Promise<SubscribedEndpoint[]> {
    const rows = await this.endpoints.wanting(subscriptionsTo(eventType));
    return rows.map((row) => ({ endpoint_id: row.id, enabled: row.enabled, player_context_enabled: row.player_context_enabled ?? false, batch: batchOf(row), api_version: row.api_version }));
  }
}

@QueryHandler(HasEndpointFor)
export class HasEndpointForHandler implements IQueryHandler<HasEndpointFor> {
  constructor(private readonly known: KnownEndpoints) {}
  async execute({ eventType }: HasEndpointFor): Promise<boolean> {
    return (await this.known.find(currentScope().gameId, (row) => isCalled(row) && wants(row.events, eventType))) !== undefined;
  }
}

@QueryHandler(GetDeliveryTarget)
export class GetDeliveryTargetHandler implements IQueryHandler<GetDeliveryTarget> {
  constructor(private readonly known: KnownEndpoints) {}
  async execute({ endpointId }: GetDeliveryTarget): Promise<DeliveryTarget | null> {
    const { gameId } = currentScope();
    const row = (await this.known.find(gameId, (each) => each.id === endpointId && isCalled(each))) ?? (await this.known.ofGame(gameId)).find((each) => each.id === endpointId);
    return row ? deliveryTarget(row) : null;
  }
}
