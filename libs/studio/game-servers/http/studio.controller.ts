import { Body, Controller, Delete, Get, HttpCode, Logger, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Config } from '#platform/config/config';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute, WhoCalls } from '#platform/http/policy';
import type { Principal } from '#platform/http/policy';
import { AppliedVersion } from '#platform/http/version-edge';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import type { SignatureScheme } from '#platform/kernel/signature-scheme';
import { CreateEndpoint } from '../contracts/commands.js';
import { SignatureHeaderRefused } from '../contracts/errors.js';
import { GetEndpointSecret } from '../contracts/queries.js';
import { ChallengeEndpoint } from '../app/endpoint-challenge.js';
import { ChangeEndpoint, DeleteEndpoint, RotateEndpointSecret } from '../app/endpoint-changes.js';
import { GetEndpoint, ListEndpoints, type EndpointShown } from '../app/endpoint-queries.js';
import { refuseNotYet } from './not-yet.js';
import { ExpireSecretQuery, WebhookCreate, WebhookListQuery, WebhookRedacted, WebhookRevealed, WebhookSourceAddresses, WebhookUpdate } from './webhook.dto.js';
import type { WebhookSignature } from './webhook.dto.js';

const LIST_LIMIT = 300;
const OVERLAP_SECONDS = 86_400;

function scheme(choice: WebhookSignature): SignatureScheme {
  const { signature_header: signatureHeader, timestamp_header: timestampHeader } = choice;
  if (choice.scheme === 'timestamped-hmac') {
    if (!signatureHeader) throw new SignatureHeaderRefused('signature_header', 'timestamped-hmac needs the name of a header.');
    if (!timestampHeader) throw new SignatureHeaderRefused('timestamp_header', 'timestamped-hmac needs the name of a header.');
    return { scheme: choice.scheme, signatureHeader, timestampHeader };
  }
  if (signatureHeader || timestampHeader) throw new SignatureHeaderRefused(signatureHeader ? 'signature_header' : 'timestamp_header', 'Standard Webhooks has headers of its own.');
  return { scheme: choice.scheme };
}

function read(row: EndpointShown): Omit<WebhookRedacted, 'secret_redacted'> {
  return {
    id: row.id, game_id: row.game_id, events: row.events, url: row.url, description: row.description, method: row.method, enabled: row.enabled, disabled_reason: row.enabled ? null : row.disabled_reason, disabled_at: row.enabled ? null : unixSecondsOrNull(row.disabled_at), enabled_logs: row.enabled_logs,
    player_context_enabled: row.player_context_enabled, batch_mode: row.batch_mode, batch_max_seconds: row.batch_max_seconds, batch_max_events: row.batch_max_events,
    signature: { scheme: row.signature_scheme, signature_header: row.signature_header, timestamp_header: row.timestamp_header },
    ordered: row.ordered, max_per_second: row.max_per_second, max_concurrency: row.max_concurrency, api_version: row.api_version, verified: row.unverified_since === null, challenge_error: row.challenge_error, public_key: row.public_key, created_at: unixSeconds(row.created_at), modified_at: unixSecondsOrNull(row.modified_at),
  };
}

const redacted = (row: EndpointShown): WebhookRedacted => ({ ...read(row), secret_redacted: `${row.signature_scheme === 'standard-webhooks' ? 'whsec_' : ''}…${row.secret_hint}` });

@ApiTags('Webhooks')
@Controller('v1/webhooks')
export class WebhooksController {
  private readonly audit = new Logger('Audit');
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly calls: Calls, private readonly config: Config) {}

  @Get()
  @StudioRoute('webhooks:read')
  @Operation('get_webhooks', 'The webhooks of this environment, by id')
  @Answers200([WebhookRedacted])
  async list(@Query() query: WebhookListQuery, @Caller() scope: Scope, @Res({ passthrough: true }) reply: FastifyReply): Promise<WebhookRedacted[]> {
    const limit = query.limit ?? LIST_LIMIT;
    const rows = await this.queries.ask(new ListEndpoints(limit, query.offset ?? 0, query.starting_after ?? null), scope);
    if (rows.length === limit) void reply.header('Link', `</v1/webhooks?limit=${limit}&starting_after=${rows.at(-1)!.id}>; rel="next"`);
    return rows.map(redacted);
  }

  @Post()
  @StudioRoute('webhooks:write')
  @Operation('create_webhook', 'Register a webhook; the answer shows its secret')
  @Answers201(WebhookRevealed)
  async create(@Body() body: WebhookCreate, @WhoCalls() caller: Principal, @AppliedVersion() version: string): Promise<WebhookRevealed> {
    refuseNotYet('create_webhook', body);
    const { batch_mode, signature, ...plain } = body;
    const { endpoint_id } = await this.commands.execute(
      new CreateEndpoint({ api_version: version, ...plain, batch_mode: batch_mode ?? false, environment: caller.environment, ...(signature ? { signature: scheme(signature) } : {}) }), caller.scope);
    await this.calls.ask(new ChallengeEndpoint(endpoint_id), caller.scope);
    return this.revealed(endpoint_id, caller.scope);
  }

  @Get('source_addresses')
  @StudioRoute('webhooks:read')
  @Operation('get_webhook_source_addresses', 'From which addresses webhooks come, for the rules of your firewall')
  @Answers200(WebhookSourceAddresses)
  sourceAddresses(): WebhookSourceAddresses {
    return { addresses: this.config.webhookSourceAddresses };
  }

  @Get(':webhook_id')
  @StudioRoute('webhooks:read')
  @Operation('get_webhook', 'One webhook')
  @Answers200(WebhookRedacted)
  async get(@Param('webhook_id') id: string, @Caller() scope: Scope): Promise<WebhookRedacted> {
    return redacted(await this.queries.ask(new GetEndpoint(parseId('whk', id)), scope));
  }

  @Put(':webhook_id')
  @StudioRoute('webhooks:write')
  @Operation('update_webhook', 'Change the members that are sent')
  @Answers200(WebhookRedacted)
  async update(@Param('webhook_id') id: string, @Body() body: WebhookUpdate, @Caller() scope: Scope): Promise<WebhookRedacted> {
    refuseNotYet('update_webhook', body);
    const { batch_mode, signature, ...plain } = body;
    const endpointId = parseId('whk', id);
    await this.commands.execute(new ChangeEndpoint(endpointId, { ...plain, ...(batch_mode === undefined ? {} : { batch_mode: batch_mode ?? false }), ...(signature ? { signature: scheme(signature) } : {}) }), scope);
    if (body.url !== undefined) await this.calls.ask(new ChallengeEndpoint(endpointId), scope);
    return redacted(await this.queries.ask(new GetEndpoint(endpointId), scope));
  }

  @Post(':webhook_id/verify')
  @HttpCode(200)
  @StudioRoute('webhooks:write')
  @Operation('verify_webhook', 'Send the challenge of a live webhook again; `verified` says whether its server has answered it')
  @Answers200(WebhookRedacted)
  async verify(@Param('webhook_id') id: string, @Caller() scope: Scope): Promise<WebhookRedacted> {
    const endpointId = parseId('whk', id);
    await this.calls.ask(new ChallengeEndpoint(endpointId), scope);
    return redacted(await this.queries.ask(new GetEndpoint(endpointId), scope));
  }

  @Delete(':webhook_id')
  @StudioRoute('webhooks:write')
  @Operation('delete_webhook', 'Delete a webhook; what waits for it is not sent any more')
  @Answers204()
  async delete(@Param('webhook_id') id: string, @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new DeleteEndpoint(parseId('whk', id)), scope);
  }

  @Post(':webhook_id/expire_secret')
  @HttpCode(200)
  @StudioRoute('webhooks:write')
  @Operation('expire_webhook_secret', 'Put a fresh secret in place of the present one')
  @Answers200(WebhookRevealed)
  async expireSecret(@Param('webhook_id') id: string, @Query() query: ExpireSecretQuery, @Caller() scope: Scope): Promise<WebhookRevealed> {
    const endpointId = parseId('whk', id);
    await this.commands.execute(new RotateEndpointSecret(endpointId, query.overlap_seconds ?? OVERLAP_SECONDS), scope);
    return this.revealed(endpointId, scope);
  }

  @Post(':webhook_id/reveal')
  @HttpCode(200)
  @StudioRoute('webhooks:reveal')
  @Operation('reveal_webhook_secret', 'Show the secret; who did is logged')
  @Answers200(WebhookRevealed)
  async reveal(@Param('webhook_id') id: string, @Caller() scope: Scope): Promise<WebhookRevealed> {
    const shown = await this.revealed(parseId('whk', id), scope);
    this.audit.log({ msg: 'webhook secret revealed', endpoint_id: shown.id, game_id: scope.gameId, actor: `${scope.actor.kind}:${scope.actor.id}`, request_id: scope.requestId });
    return shown;
  }

  private async revealed(endpointId: string, scope: Scope): Promise<WebhookRevealed> {
    const row = await this.queries.ask(new GetEndpoint(endpointId), scope);
    return { ...read(row), secret: await this.queries.ask(new GetEndpointSecret(endpointId), scope) };
  }
}
