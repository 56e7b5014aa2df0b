import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock, unixSecondsOrNull } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { ReserveNeedsWebhook } from '../contracts/errors.js';
import { GetFulfillment, wants, type Fulfillment, type FulfillmentMode } from '../contracts/queries.js';
import { NEEDED_BY } from '../domain/event-types.js';
import { EndpointsRepository } from '../infra/endpoints.repository.js';
import { isCalled, KnownEndpoints } from '../infra/known-endpoints.js';

@QueryHandler(GetFulfillment)
export class GetFulfillmentHandler implements IQueryHandler<GetFulfillment> {
  constructor(private readonly known: KnownEndpoints) {}

  execute(): Promise<Fulfillment> {
    return this.known.fulfillment(currentScope().gameId, ({ mode, endpoints }) => NEEDED_BY[mode].every((type) => endpoints.some((each) => isCalled(each) && wants(each.events, type))));
  }
}

/** The mode as it stands in the open transaction, for whoever chooses it. */
export class GetFulfillmentSetting extends Query<{ mode: FulfillmentMode; modified_at: number | null }> {}

@QueryHandler(GetFulfillmentSetting)
export class GetFulfillmentSettingHandler implements IQueryHandler<GetFulfillmentSetting> {
  constructor(private readonly endpoints: EndpointsRepository) {}

  async execute(): Promise<{ mode: FulfillmentMode; modified_at: number | null }> {
    const row = await this.endpoints.fulfillment();
    return { mode: row?.mode ?? 'push', modified_at: unixSecondsOrNull(row?.modified_at ?? null) };
  }
}

/** Chooses how orders that are begun from now on are fulfilled. Throws `fulfillment.reserve_needs_webhook` (422). */
export class ChooseFulfillmentMode extends Command<void> {
  static readonly context = 'studio/game-servers';
  constructor(readonly mode: FulfillmentMode) { super(); }
}

@CommandHandler(ChooseFulfillmentMode)
export class ChooseFulfillmentModeHandler implements ICommandHandler<ChooseFulfillmentMode> {
  constructor(private readonly endpoints: EndpointsRepository, private readonly known: KnownEndpoints, private readonly clock: Clock) {}

  async execute({ mode }: ChooseFulfillmentMode): Promise<void> {
    if (mode === 'reserve') {
      const bound = await this.endpoints.bound();
      const missing = NEEDED_BY.reserve.filter((type) => !bound.has(type));
      if (missing.length > 0) throw new ReserveNeedsWebhook(missing);
    }
    await this.endpoints.setFulfillment(mode, this.clock.now());
    this.known.forget(currentScope().gameId);
  }
}
