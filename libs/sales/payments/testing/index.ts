import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { AbandonPayment, RefundPayment, StartPayment } from '../contracts/commands.js';
import { PaymentNotFound } from '../contracts/errors.js';
import type { CaptureFact, PaymentFact } from '../contracts/events.js';
import { ChargePayment, GetCardFrame, GetPayInstructions, GetPayment, GetPayments, ListPaymentMethods, ListPaymentsOfOrder, RefreshPayment, type PayInstructions, type PaymentStanding, type PaymentView } from '../contracts/queries.js';

/** A captured card payment of 19.99 EUR; what is told replaces it. */
export function paymentForTest(told: Partial<PaymentView> & { id: string }): PaymentView {
  return {
    order_id: 'ord_1', player_id: 'P-1', provider: 'sandbox', provider_reference: `psp_${told.id}`, method: 'card', saved_method_id: null, status: 'done', amount_minor: 1999, currency: 'EUR', psp_fee_minor: 88,
    country: 'DE', ip_address: '93.184.216.34', card: { brand: 'VISA', last4: '4242', country: 'GB', fingerprint: 'f' }, three_ds: { flow: 'frictionless', result: 'authenticated' },
    fail_reason: null, fail_code: null, action_url: null, refund_id: null, refund_reason: null, platform: null, expires_at: 1_790_001_800, captured_at: 1_790_000_002,
    created_at: 1_790_000_000, modified_at: 1_790_000_002, status_updated_at: 1_790_000_002, ...told,
  };
}

export function paymentFactForTest(told: Partial<PaymentFact> & { payment_id: string; order_id: string }): PaymentFact {
  return { player_id: 'P-1', provider: 'sandbox', status: 'done', amount_minor: 1999, currency: 'EUR', ...told };
}

export function captureFactForTest(told: Partial<CaptureFact> & { payment_id: string; order_id: string }): CaptureFact {
  return { ...paymentFactForTest(told), psp_fee_minor: 88, provider_reference: `psp_${told.payment_id}`, captured_at: 1_790_000_002, ...told };
}

/** Payments without provider and database: what was told is kept, what is asked is answered from here. */
export class FakePayments {
  readonly started: StartPayment['input'][] = [];
  readonly refunds: RefundPayment['input'][] = [];
  readonly abandoned: AbandonPayment['input'][] = [];
  readonly charged: ChargePayment['input'][] = [];
  readonly payments = new Map<string, PaymentView>();
  readonly instructions = new Map<string, PayInstructions>();
  /** What ChargePayment and RefreshPayment answer. */
  standing: Omit<PaymentStanding, 'payment_id'> = { state: 'paid', action_url: null, decline: null };
  /** Thrown by the next RefundPayment. */
  refusesRefund: Error | null = null;

  get module(): DynamicModule {
    return { module: FakePaymentsModule, providers: this.handlers() };
  }

  private handlers(): Provider[] {
    return [...commandHandlers(this), ...queryHandlers(this)];
  }
}

@Module({})
class FakePaymentsModule {}

function commandHandlers(fake: FakePayments): Provider[] {
  @CommandHandler(StartPayment)
  class Start implements ICommandHandler<StartPayment> {
    async execute({ input }: StartPayment) {
      if (!fake.payments.has(input.payment_id)) {
        fake.started.push(input);
        const { payment_id, return_url: _, user_agent: __, saved_method_id = null, ...rest } = input;
        fake.payments.set(payment_id, paymentForTest({ ...rest, saved_method_id, id: payment_id, status: 'created', captured_at: null, psp_fee_minor: null, card: null, three_ds: null, provider_reference: null }));
      }
      return { payment_id: input.payment_id };
    }
  }

  @CommandHandler(RefundPayment)
  class Refund implements ICommandHandler<RefundPayment> {
    async execute({ input }: RefundPayment) {
      const refusal = fake.refusesRefund;
      fake.refusesRefund = null;
      if (refusal) throw refusal;
      if (!fake.refunds.some((known) => known.refund_id === input.refund_id)) fake.refunds.push(input);
    }
  }

  @CommandHandler(AbandonPayment)
  class Abandon implements ICommandHandler<AbandonPayment> {
    async execute({ input }: AbandonPayment) {
      fake.abandoned.push(input);
      const known = fake.payments.get(input.payment_id);
      if (known?.status !== 'created') return { changed: false };
      fake.payments.set(known.id, { ...known, status: input.status });
      return { changed: true };
    }
  }

  return [Start, Refund, Abandon];
}

function queryHandlers(fake: FakePayments): Provider[] {
  @QueryHandler(ChargePayment)
  class Charge implements IQueryHandler<ChargePayment> {
    async execute({ input }: ChargePayment) {
      fake.charged.push(input);
      return { payment_id: input.payment_id, ...fake.standing };
    }
  }

  @QueryHandler(RefreshPayment)
  class Refresh implements IQueryHandler<RefreshPayment> {
    async execute({ input }: RefreshPayment) { return { payment_id: input.payment_id, ...fake.standing }; }
  }

  @QueryHandler(GetPayment)
  class One implements IQueryHandler<GetPayment> {
    async execute({ paymentId }: GetPayment) {
      const known = fake.payments.get(paymentId);
      if (!known) throw new PaymentNotFound();
      return known;
    }
  }

  @QueryHandler(GetPayInstructions)
  class Instructions implements IQueryHandler<GetPayInstructions> {
    async execute({ paymentId }: GetPayInstructions) { return fake.instructions.get(paymentId) ?? null; }
  }

  @QueryHandler(GetPayments)
  class Many implements IQueryHandler<GetPayments> {
    async execute({ ids }: GetPayments) { return ids.flatMap((id) => fake.payments.get(id) ?? []); }
  }

  @QueryHandler(ListPaymentsOfOrder)
  class OfOrder implements IQueryHandler<ListPaymentsOfOrder> {
    async execute({ orderId }: ListPaymentsOfOrder) { return [...fake.payments.values()].filter((known) => known.order_id === orderId); }
  }

  @QueryHandler(GetCardFrame)
  class Frame implements IQueryHandler<GetCardFrame> {
    async execute() { return { provider: 'sandbox', frame_url: 'http://127.0.0.1:4500/frame?origin=http%3A%2F%2F127.0.0.1%3A4400', origin: 'http://127.0.0.1:4500' }; }
  }

  @QueryHandler(ListPaymentMethods)
  class Methods implements IQueryHandler<ListPaymentMethods> {
    async execute() { return [{ method: 'card', label: 'Card', kind: 'card' as const, type: 'card' as const, is_local: false, refund: 'part' as const, fields: [] }, { method: 'bank_transfer', label: 'Bank transfer', kind: 'async' as const, type: 'bank_transfer' as const, is_local: false, refund: 'part' as const, fields: [] }]; }
  }

  return [Charge, Refresh, One, Instructions, Many, OfOrder, Frame, Methods];
}

export function fakePayments(): FakePayments {
  return new FakePayments();
}
