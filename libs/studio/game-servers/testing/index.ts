import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { newId } from '#platform/kernel/ids';
import { NEWEST } from '#platform/versions/published';
import { AskConsumption, AskReservation, GetDeliveryTarget, GetFulfillment, HasEndpointFor, IsPlayerVerified, ListEndpointsFor, TryVerifyPlayer, VerifyPlayer, wants, type ConsumptionTold, type DeliveryTarget, type Fulfillment, type FulfillmentMode, type PlayerVerdict, type ReservationVerdict, type SubscribedEndpoint, type TriedQuestion, type VerifiedPlayer } from '../contracts/queries.js';

/** A player as a game server describes one. */
export function aVerifiedPlayer(changes: Partial<VerifiedPlayer> = {}): VerifiedPlayer {
  return { player_id: 'P-1', name: 'Ada', avatar_url: null, email: null, country: null, attributes: {}, custom_attributes: {}, segments: [], balances: [], ...changes };
}

export interface FakeEndpoint extends DeliveryTarget {
  events: string[];
}

export function aTarget(changes: Partial<FakeEndpoint> = {}): FakeEndpoint {
  return {
    endpoint_id: 'whk_00000000000000000000000001', url: 'http://127.0.0.1:1/', method: 'POST', enabled: true, signature: { scheme: 'standard-webhooks' },
    secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], player_context_enabled: false, enabled_logs: true, ordered: false, max_per_second: null, max_concurrency: null, batch: null, api_version: NEWEST, reach: 'public_or_loopback', events: ['item.add', 'item.remove', 'order.*', 'payment.*', 'player.verify'], ...changes,
  };
}

/** What the fake answers; tests change its members at any time. */
export class GameServerAnswers {
  endpoints: FakeEndpoint[] = [aTarget()];
  verdict: (playerId: string) => PlayerVerdict = (playerId) => ({ outcome: 'verified', player: aVerifiedPlayer({ player_id: playerId }), cached: false });
  asked: VerifyPlayer['input'][] = [];
  tried: TryVerifyPlayer['input'][] = [];
  mode: FulfillmentMode = 'push';
  reservation: (asked: AskReservation['input']) => ReservationVerdict | Promise<ReservationVerdict> = () => ({ outcome: 'reserved' });
  reservations: AskReservation['input'][] = [];
  consumption: (asked: AskConsumption['input']) => ConsumptionTold | Promise<ConsumptionTold> = () => ({ outcome: 'not_asked' });
  consumptions: AskConsumption['input'][] = [];
  /** Whose last yes is still believed. */
  believed = new Set<string>();

  wanting(type: string): SubscribedEndpoint[] {
    return this.endpoints.filter((each) => wants(each.events, type)).map(({ endpoint_id, enabled, player_context_enabled, batch, api_version }) => ({ endpoint_id, enabled, player_context_enabled, batch, api_version }));
  }
}

@QueryHandler(ListEndpointsFor)
class FakeListEndpointsFor implements IQueryHandler<ListEndpointsFor> {
  constructor(private readonly answers: GameServerAnswers) {}
  async execute({ eventType }: ListEndpointsFor): Promise<SubscribedEndpoint[]> { return this.answers.wanting(eventType); }
}

@QueryHandler(HasEndpointFor)
class FakeHasEndpointFor implements IQueryHandler<HasEndpointFor> {
  constructor(private readonly answers: GameServerAnswers) {}
  async execute({ eventType }: HasEndpointFor): Promise<boolean> { return this.answers.wanting(eventType).some((each) => each.enabled); }
}

@QueryHandler(GetFulfillment)
class FakeGetFulfillment implements IQueryHandler<GetFulfillment> {
  constructor(private readonly answers: GameServerAnswers) {}
  async execute(): Promise<Fulfillment> {
    const { mode } = this.answers;
    return { mode, is_ready: mode === 'claim' || this.answers.wanting('item.add').some((each) => each.enabled) };
  }
}

@QueryHandler(GetDeliveryTarget)
class FakeGetDeliveryTarget implements IQueryHandler<GetDeliveryTarget> {
  constructor(private readonly answers: GameServerAnswers) {}
  async execute({ endpointId }: GetDeliveryTarget): Promise<DeliveryTarget | null> {
    return this.answers.endpoints.find((each) => each.endpoint_id === endpointId) ?? null;
  }
}

@QueryHandler(VerifyPlayer)
class FakeVerifyPlayer implements IQueryHandler<VerifyPlayer> {
  constructor(private readonly answers: GameServerAnswers) {}
  async execute({ input }: VerifyPlayer): Promise<PlayerVerdict> {
    this.answers.asked.push(input);
    return this.answers.verdict(input.player_id);
  }
}

@QueryHandler(AskReservation)
class FakeAskReservation implements IQueryHandler<AskReservation> {
  constructor(private readonly answers: GameServerAnswers) {}
  async execute({ input }: AskReservation): Promise<ReservationVerdict> {
    this.answers.reservations.push(input);
    return this.answers.reservation(input);
  }
}

@QueryHandler(AskConsumption)
class FakeAskConsumption implements IQueryHandler<AskConsumption> {
  constructor(private readonly answers: GameServerAnswers) {}
  async execute({ input }: AskConsumption): Promise<ConsumptionTold> {
    this.answers.consumptions.push(input);
    return this.answers.consumption(input);
  }
}

@QueryHandler(IsPlayerVerified)
class FakeIsPlayerVerified implements IQueryHandler<IsPlayerVerified> {
  constructor(private readonly answers: GameServerAnswers) {}
  async execute({ playerId }: IsPlayerVerified): Promise<boolean> { return this.answers.believed.has(playerId); }
}

@QueryHandler(TryVerifyPlayer)
class FakeTryVerifyPlayer implements IQueryHandler<TryVerifyPlayer> {
  constructor(private readonly answers: GameServerAnswers) {}
  async execute({ input }: TryVerifyPlayer): Promise<TriedQuestion> {
    this.answers.tried.push(input);
    return { event_id: newId('evt'), verdict: this.answers.verdict(input.player_id), status: 200, duration_ms: 1, response_body: '{}' };
  }
}

@Module({})
class FakeGameServersModule {}

/** Game servers that answer what `answers` says. */
export function fakeGameServers(answers = new GameServerAnswers()): DynamicModule {
  return {
    module: FakeGameServersModule,
    providers: [{ provide: GameServerAnswers, useValue: answers }, FakeListEndpointsFor, FakeHasEndpointFor, FakeGetFulfillment, FakeGetDeliveryTarget, FakeVerifyPlayer, FakeAskReservation, FakeAskConsumption, FakeIsPlayerVerified, FakeTryVerifyPlayer],
  };
}
