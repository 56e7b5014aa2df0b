import { Module, type DynamicModule } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Command, type DomainEvent } from '#platform/kernel/messages';
import { newId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import type { ApiVersion } from '#platform/versions/api-version';
import { GetPlayers, type PlayerView } from '#player/players/queries';
import type { PaymentFact } from '#sales/payments/events';
import { GetPayments, type PaymentView } from '#sales/payments/queries';
import { FakeFxModule } from '#money/fx/testing';
import { FulfillmentModule, rows as fulfillmentRows } from '#sales/fulfillment/module';
import { FakeOrders, fakeOrders } from '#sales/orders/testing';
import { GameServersModule, rows as gameServerRows } from '#studio/game-servers/module';
import { bootContext, type Booted } from '../../../../test/support/boot.js';
import { WebhooksModule, rows } from '../module.js';

/** Lets something have happened in the sales contexts. */
export class HappenForTest extends Command<void> {
  static readonly context = 'sales/orders';
  constructor(readonly events: DomainEvent[]) { super(); }
}

@CommandHandler(HappenForTest)
class HappenForTestHandler implements ICommandHandler<HappenForTest> {
  constructor(private readonly outbox: Outbox) {}
  async execute({ events }: HappenForTest): Promise<void> {
    this.outbox.record(...events);
  }
}

/** What the sales around the webhooks know: tests put payments and players in. A payment that nobody put in is one like all others. */
export class Around {
  readonly payments = new Map<string, PaymentView>();
  readonly players = new Map<string, PlayerView>();
  paymentQuestions = 0;

  payment(told: Partial<PaymentView> = {}): PaymentView {
    const view: PaymentView = {
      id: newId('pmt'), order_id: newId('ord'), player_id: 'P-1', provider: 'sandbox', provider_reference: null, method: 'card', saved_method_id: null, status: 'created', amount_minor: 1_999, currency: 'EUR', psp_fee_minor: null,
      country: 'DE', ip_address: null, card: { brand: 'visa', last4: '4242', country: 'DE', fingerprint: null }, three_ds: null, fail_reason: null, fail_code: null, action_url: null, refund_id: null,
      refund_reason: null, platform: null, expires_at: 1_790_001_800, captured_at: null, created_at: 1_790_000_000, modified_at: 1_790_000_000, status_updated_at: 1_790_000_000, ...told,
    };
    this.payments.set(view.id, view);
    return view;
  }

  fact(view: PaymentView, status: string): PaymentFact {
    return { payment_id: view.id, order_id: view.order_id, player_id: view.player_id, provider: view.provider, status, amount_minor: view.amount_minor, currency: view.currency };
  }
}

@QueryHandler(GetPayments)
class AroundPayments implements IQueryHandler<GetPayments> {
  constructor(private readonly around: Around) {}
  async execute({ ids }: GetPayments): Promise<PaymentView[]> {
    this.around.paymentQuestions++;
    return ids.map((id) => this.around.payments.get(id) ?? this.around.payment({ id }));
  }
}

@QueryHandler(GetPlayers)
class AroundPlayers implements IQueryHandler<GetPlayers> {
  constructor(private readonly around: Around) {}
  async execute({ playerIds }: GetPlayers): Promise<PlayerView[]> {
    return playerIds.flatMap((id) => this.around.players.get(id) ?? []);
  }
}

@Module({})
class AroundModule {}

export function salesAround(around: Around): DynamicModule {
  return { module: AroundModule, providers: [{ provide: Around, useValue: around }, AroundPayments, AroundPlayers, HappenForTestHandler] };
}

/** Webhooks with the real game servers and fulfilment, everything else around them by fakes. */
export function bootWebhooks({ orders = new FakeOrders(), around = new Around(), breaks, versions }: { orders?: FakeOrders; around?: Around; breaks?: string[]; versions?: readonly ApiVersion[] } = {}): Promise<Booted> {
  return bootContext({
    modules: [WebhooksModule, GameServersModule, FulfillmentModule], rows: [...rows, ...gameServerRows, ...fulfillmentRows], fakes: [fakeOrders(orders), salesAround(around), FakeFxModule], ...(breaks ? { breaks } : {}), ...(versions ? { versions } : {}),
  });
}
