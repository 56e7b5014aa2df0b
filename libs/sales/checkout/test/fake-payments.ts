import { Injectable, Module, type DynamicModule } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { AbandonPayment, StartPayment, type CardFacts, type NewPayment } from '#sales/payments/commands';
import { PaymentNotFound, TooManyAttempts } from '#sales/payments/errors';
import {
  ChargeOffSession, ChargePayment, DescribeCard, GetCardFrame, GetPayInstructions, GetPayment, GetPayments, GetSavedMethod, ListPaymentMethods, ListPaymentsOfOrder, RefreshPayment, type OfferedMethod, type PayInstructions, type OffSessionStanding, type PaymentStanding, type PaymentView,
} from '#sales/payments/queries';

const METHODS: OfferedMethod[] = [
  { method: 'card', label: 'Card', kind: 'card', type: 'card', is_local: false, refund: 'part', fields: [] }, { method: 'wallet', label: 'Wallet', kind: 'redirect', type: 'wallet', is_local: false, refund: 'part', fields: [] },
  { method: 'blik', label: 'BLIK', kind: 'app', type: 'realtime', is_local: true, refund: 'part', fields: [{ name: 'code', kind: 'code', format: '123456', required: true }] },
];

/** A provider that charges each payment once, whatever it is asked, and answers as it is told. */
@Injectable()
export class FakePayments {
  readonly payments = new Map<string, PaymentView>();
  readonly charged: string[] = [];
  /** For which sales methods were asked. */
  readonly listedFor: ListPaymentMethods['input'][] = [];
  /** What the next charges answer. */
  standing: Omit<PaymentStanding, 'payment_id'> = { state: 'paid', action_url: null, decline: null };
  /** Where the cards of tokens are from. */
  readonly cards = new Map<string, string>();
  /** Thrown instead of the next step, once. */
  crash: 'start' | 'charge' | null = null;

  /** What players brought back from the pages of their banks. */
  readonly brought: unknown[] = [];

  /** What was told of buyers with their charges. */
  readonly told: unknown[] = [];
  /** How payments that are open are paid elsewhere. */
  instructions: PayInstructions | null = null;

  /** Ids that were looked for, in the order of the questions. */
  readonly lookedFor: string[] = [];

  /** No further attempt is allowed: it is written as ended at once. */
  isFull = false;

  fall(at: 'start' | 'charge'): void {
    if (this.crash !== at) return;
    this.crash = null;
    throw new Error(`the process died before ${at}`);
  }

  begin(input: NewPayment): void {
    this.fall('start');
    if (!this.payments.has(input.payment_id)) {
      this.payments.set(input.payment_id, {
        id: input.payment_id, order_id: input.order_id, player_id: input.player_id, provider: 'sandbox', provider_reference: null, method: input.method, saved_method_id: input.saved_method_id ?? null, status: 'created',
        amount_minor: input.amount_minor, currency: input.currency, psp_fee_minor: null, country: input.country, ip_address: input.ip_address, card: null, three_ds: null,
        fail_reason: null, fail_code: null, action_url: null, refund_id: null, refund_reason: null, platform: input.platform, expires_at: 0, captured_at: null, created_at: 0,
        modified_at: 0, status_updated_at: 0,
      });
    }
    if (this.isFull) this.get(input.payment_id).status = 'rejected';
  }

  settle(payment: PaymentView): PaymentStanding {
    const { state, action_url, decline } = this.standing;
    if (state === 'paid') payment.status = 'done';
    if (state === 'declined' || state === 'failed') Object.assign(payment, { status: 'failed', fail_reason: decline?.code ?? null });
    payment.action_url = action_url;
    return { payment_id: payment.id, ...this.standing };
  }

  get(id: string): PaymentView {
    const payment = this.payments.get(id);
    if (!payment) throw new PaymentNotFound();
    return payment;
  }
}

@CommandHandler(StartPayment)
class FakeStart implements ICommandHandler<StartPayment> {
  constructor(private readonly fake: FakePayments) {}
  async execute({ input }: StartPayment): Promise<{ payment_id: string }> {
    this.fake.begin(input);
    return { payment_id: input.payment_id };
  }
}

@CommandHandler(AbandonPayment)
class FakeAbandon implements ICommandHandler<AbandonPayment> {
  constructor(private readonly fake: FakePayments) {}
  async execute({ input }: AbandonPayment): Promise<{ changed: boolean }> {
    const payment = this.fake.get(input.payment_id);
    if (payment.status !== 'created') return { changed: false };
    payment.status = input.status;
    return { changed: true };
  }
}

@QueryHandler(ChargePayment)
class FakeCharge implements IQueryHandler<ChargePayment> {
  constructor(private readonly fake: FakePayments) {}
  async execute({ input }: ChargePayment): Promise<PaymentStanding> {
    if (input.start) this.fake.begin(input.start);
    this.fake.fall('charge');
    const payment = this.fake.get(input.payment_id);
    if (this.fake.isFull) throw new TooManyAttempts(60);
    if (payment.status !== 'created') return { payment_id: payment.id, state: 'failed', action_url: null, decline: null };
    payment.provider_reference = `psp_${payment.id}`;
    this.fake.charged.push(payment.id);
    this.fake.told.push(input.fields);
    return this.fake.settle(payment);
  }
}

@QueryHandler(GetPayInstructions)
class FakeInstructions implements IQueryHandler<GetPayInstructions> {
  constructor(private readonly fake: FakePayments) {}
  async execute({ paymentId }: GetPayInstructions): Promise<PayInstructions | null> {
    this.fake.get(paymentId);
    return this.fake.instructions;
  }
}

@QueryHandler(ChargeOffSession)
class FakeChargeOffSession implements IQueryHandler<ChargeOffSession> {
  constructor(private readonly fake: FakePayments) {}
  async execute({ start }: ChargeOffSession): Promise<OffSessionStanding> {
    const isNew = !this.fake.payments.has(start.payment_id);
    this.fake.begin(start);
    if (isNew) this.fake.charged.push(start.payment_id);
    return { ...this.fake.settle(this.fake.get(start.payment_id)), needs_buyer: false };
  }
}

@QueryHandler(GetSavedMethod)
class FakeGetSavedMethod implements IQueryHandler<GetSavedMethod> {
  async execute() { return { method: 'card', card: null }; }
}

@QueryHandler(DescribeCard)
class FakeDescribe implements IQueryHandler<DescribeCard> {
  constructor(private readonly fake: FakePayments) {}
  async execute({ token }: DescribeCard): Promise<CardFacts> { return { country: this.fake.cards.get(token) ?? null, bin: null, fingerprint: null }; }
}

@QueryHandler(RefreshPayment)
class FakeRefresh implements IQueryHandler<RefreshPayment> {
  constructor(private readonly fake: FakePayments) {}
  async execute({ input }: RefreshPayment): Promise<PaymentStanding> {
    const payment = this.fake.get(input.payment_id);
    if (input.returned) this.fake.brought.push(input.returned);
    if (!payment.provider_reference) return { payment_id: payment.id, state: 'unknown', action_url: null, decline: null };
    return this.fake.settle(payment);
  }
}

@QueryHandler(GetPayment)
class FakeGetPayment implements IQueryHandler<GetPayment> {
  constructor(private readonly fake: FakePayments) {}
  async execute({ paymentId }: GetPayment): Promise<PaymentView> { return this.fake.get(paymentId); }
}

@QueryHandler(GetPayments)
class FakeGetPayments implements IQueryHandler<GetPayments> {
  constructor(private readonly fake: FakePayments) {}
  async execute({ ids }: GetPayments): Promise<PaymentView[]> {
    this.fake.lookedFor.push(...ids);
    return ids.flatMap((id) => this.fake.payments.get(id) ?? []);
  }
}

@QueryHandler(ListPaymentsOfOrder)
class FakeOfOrder implements IQueryHandler<ListPaymentsOfOrder> {
  constructor(private readonly fake: FakePayments) {}
  async execute({ orderId }: ListPaymentsOfOrder): Promise<PaymentView[]> { return [...this.fake.payments.values()].filter((payment) => payment.order_id === orderId); }
}

@QueryHandler(ListPaymentMethods)
class FakeListMethods implements IQueryHandler<ListPaymentMethods> {
  constructor(private readonly fake: FakePayments) {}
  async execute({ input }: ListPaymentMethods): Promise<OfferedMethod[]> {
    this.fake.listedFor.push(input);
    return METHODS;
  }
}

@QueryHandler(GetCardFrame)
class FakeCardFrame implements IQueryHandler<GetCardFrame> {
  async execute({ input }: GetCardFrame) { return { provider: 'sandbox', frame_url: `http://127.0.0.1:4500/frame?locale=${input.locale}`, origin: 'http://127.0.0.1:4500' }; }
}

@Module({})
class FakePaymentsModule {}

export function fakePayments(fake: FakePayments): DynamicModule {
  return {
    module: FakePaymentsModule,
    providers: [{ provide: FakePayments, useValue: fake }, FakeStart, FakeAbandon, FakeCharge, FakeInstructions, FakeChargeOffSession, FakeGetSavedMethod, FakeDescribe, FakeRefresh, FakeGetPayment, FakeGetPayments, FakeOfOrder, FakeListMethods, FakeCardFrame],
  };
}
