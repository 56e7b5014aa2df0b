import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers202, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { AppliedVersion } from '#platform/http/version-edge';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetDelivery, GetEvent, ListAttempts, ListDeliveries, ReadEventLog } from '../app/delivery-queries.js';
import { REPLAYED_AT_ONCE, ReplayDeliveries } from '../app/replay-deliveries.js';
import { ReplayDelivery, SendTestEvent } from '../app/test-event.js';
import { VersionedBodies } from '../app/versioned-bodies.js';
import { TryPlayerVerifyFlow } from '../app/try-player-verify.flow.js';
import {
  AttemptListQuery, DeliveriesReplay, DeliveriesReplayed, DeliveryListQuery, EventLog, EventLogQuery, PlayerVerifyTry, TestEventCreate, TestEventRead, TriedQuestionRead, WebhookAttemptPage, WebhookDeliveryPage, WebhookDeliveryRead, WebhookEventRead, WebhookRecover,
} from './delivery.dto.js';

const instant = (seconds: number | undefined): Date | null => (seconds === undefined ? null : new Date(seconds * 1_000));

@ApiTags('Webhook Deliveries')
@Controller('v1')
export class WebhookDeliveriesController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly trying: TryPlayerVerifyFlow, private readonly bodies: VersionedBodies) {}

  @Get('webhook_deliveries')
  @StudioRoute('webhook_deliveries:read')
  @Operation('list_webhook_deliveries', 'What was sent to which webhook, newest first')
  @Answers200(WebhookDeliveryPage)
  list(@Query() { limit, ...filter }: DeliveryListQuery, @Caller() scope: Scope) {
    return this.queries.ask(new ListDeliveries({ ...filter, limit: limit ?? 50 }), scope);
  }

  @Get('webhook_deliveries/:delivery_id')
  @StudioRoute('webhook_deliveries:read')
  @Operation('get_webhook_delivery', 'One delivery')
  @Answers200(WebhookDeliveryRead)
  get(@Param('delivery_id') id: string, @Caller() scope: Scope): Promise<WebhookDeliveryRead> {
    return this.queries.ask(new GetDelivery(parseId('whd', id)), scope);
  }

  @Get('webhook_deliveries/:delivery_id/attempts')
  @StudioRoute('webhook_deliveries:read')
  @Operation('list_webhook_attempts', 'The attempts of a delivery and why each failed, oldest first')
  @Answers200(WebhookAttemptPage)
  attempts(@Param('delivery_id') id: string, @Query() query: AttemptListQuery, @Caller() scope: Scope) {
    return this.queries.ask(new ListAttempts(parseId('whd', id), query.limit ?? 100, query.starting_after ?? null), scope);
  }

  @Post('webhook_deliveries/:delivery_id/replay')
  @StudioRoute('webhook_deliveries:write')
  @Operation('replay_webhook_delivery', 'Send it again under the same event id')
  @Answers202(WebhookDeliveryRead)
  async replay(@Param('delivery_id') id: string, @Caller() scope: Scope): Promise<WebhookDeliveryRead> {
    const deliveryId = parseId('whd', id);
    await this.commands.execute(new ReplayDelivery(deliveryId), scope);
    return this.queries.ask(new GetDelivery(deliveryId), scope);
  }

  @Post('webhook_deliveries/replay')
  @StudioRoute('webhook_deliveries:write')
  @Operation('replay_webhook_deliveries', 'Send many deliveries again under their event ids, the oldest first: by state, webhook, event and time')
  @Answers202(DeliveriesReplayed)
  replayMany(@Body() body: DeliveriesReplay, @Caller() scope: Scope): Promise<DeliveriesReplayed> {
    return this.commands.execute(new ReplayDeliveries({
      status: body.status ?? 'dead', endpoint_id: body.endpoint_id === undefined ? null : parseId('whk', body.endpoint_id), event_type: body.event_type ?? null, since: instant(body.since), until: instant(body.until),
      starting_after: body.starting_after ?? null, limit: body.limit ?? REPLAYED_AT_ONCE,
    }), scope);
  }

  @Post('webhooks/:webhook_id/recover')
  @ApiTags('Webhooks')
  @StudioRoute('webhook_deliveries:write')
  @Operation('recover_webhook', 'Send one webhook everything again that it has not taken since a time, the oldest first')
  @Answers202(DeliveriesReplayed)
  recover(@Param('webhook_id') id: string, @Body() body: WebhookRecover, @Caller() scope: Scope): Promise<DeliveriesReplayed> {
    return this.commands.execute(new ReplayDeliveries({
      status: 'missed', endpoint_id: parseId('whk', id), event_type: null, since: instant(body.since), until: null, starting_after: body.starting_after ?? null, limit: body.limit ?? REPLAYED_AT_ONCE,
    }), scope);
  }

  @Get('events/:event_id')
  @StudioRoute('events:read')
  @Operation('get_event', 'An event and where it went')
  @Answers200(WebhookEventRead)
  async event(@Param('event_id') id: string, @Caller() scope: Scope, @AppliedVersion() version: string): Promise<WebhookEventRead> {
    const { event, deliveries } = await this.queries.ask(new GetEvent(parseId('evt', id)), scope);
    return { ...event, body: JSON.parse(this.bodies.textIn(event.event_type, event.body, version)) as Record<string, unknown>, deliveries };
  }

  @Get('event_log')
  @StudioRoute('events:read')
  @Operation('read_event_log', 'All events in an order in which nothing appears behind a reader: to catch up, and to receive without an address')
  @Answers200(EventLog)
  async log(@Query() query: EventLogQuery, @Caller() scope: Scope, @AppliedVersion() version: string) {
    const after = query.starting_after;
    const page = await this.queries.ask(new ReadEventLog(after === undefined || after === 'latest' ? (after ?? null) : parseId('evt', after), query.limit ?? 100, query.event_type ?? null), scope);
    return { ...page, data: page.data.map((event) => ({ ...event, body: this.bodies.textIn(event.event_type, event.body, version) })) };
  }

  @Post('webhooks/:webhook_id/test')
  @ApiTags('Webhooks')
  @StudioRoute('webhooks:write')
  @Operation('test_webhook', 'Send an example event to one webhook; its trigger is `test`')
  @Answers202(TestEventRead)
  test(@Param('webhook_id') id: string, @Body() body: TestEventCreate, @Caller() scope: Scope): Promise<TestEventRead> {
    return this.commands.execute(new SendTestEvent(parseId('whk', id), body.event_type ?? null), scope);
  }

  @Post('webhooks/:webhook_id/verify_player')
  @ApiTags('Webhooks')
  @StudioRoute('webhooks:write')
  @Operation('try_player_verify', 'Ask one webhook `player.verify` and answer its verdict, with the reason where it is no yes; the trigger is `test`, and nothing of it is believed afterwards')
  @Answers200(TriedQuestionRead)
  async verifyPlayer(@Param('webhook_id') id: string, @Body() body: PlayerVerifyTry, @Caller() scope: Scope): Promise<TriedQuestionRead> {
    const { verdict, ...tried } = await this.trying.ask(parseId('whk', id), body.player_id, scope);
    const said = verdict.outcome === 'verified' ? { reason: null, detail: null } : { reason: verdict.outcome === 'refused' ? verdict.code : verdict.reason, detail: verdict.detail };
    return { ...tried, outcome: verdict.outcome, ...said, player: verdict.outcome === 'verified' ? { ...verdict.player } : null };
  }
}
