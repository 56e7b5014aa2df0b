import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { PostStudioMoves, type StudioMove } from '#money/ledger/commands';
import { GetPlaceBlock } from '#money/tax/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, Jobs, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { invariant } from '#platform/kernel/errors';
import { Command, Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import { GetGame } from '#studio/games/queries';
import type { PayoutState } from '../contracts/words.js';
import type { PayoutProvider, SeenTransfer, TransferOrder } from '../domain/payout-provider.js';
import { debitedShares } from '../domain/exchange.js';
import { mayGo } from '../domain/payout-states.js';
import { AccountsRepository } from '../infra/accounts.repository.js';
import { scopeStudio } from '../infra/books.repository.js';
import { exchangeOf } from '../infra/payout-rows.js';
import { PayoutsRepository, type Share } from '../infra/payouts.repository.js';
import { TermsRepository } from '../infra/terms.repository.js';
import { INVOICE_JOB } from './issue-invoice.js';
import { ProviderOf } from './provider-of.js';
import { mayBePaid, SEND_JOB } from './run-payouts.js';
import { standingView } from './set-terms.js';

const HELD_AGAIN_SECONDS = 3_600;
const AGAIN_MAX_SECONDS = 3_600;
const ALARM_MS = 3 * 86_400_000;

interface PayoutToSend {
  state: PayoutState;
  is_posted: boolean;
  provider: string;
  created_at: Date;
  shares: Share[];
  /** Of `exchange`: what it came out of. Null: nothing is exchanged. */
  sold: { amount_minor: bigint; currency: string } | null;
  order: TransferOrder;
  /** A hold of everything is in force, the studio may not be paid, or nobody is paid in the country of the account. */
  is_stopped: boolean;
}

class GetPayoutToSend extends Query<PayoutToSend | null> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(GetPayoutToSend)
export class GetPayoutToSendHandler implements IQueryHandler<GetPayoutToSend> {
  constructor(private readonly payouts: PayoutsRepository, private readonly accounts: AccountsRepository, private readonly terms: TermsRepository, private readonly queries: Queries, private readonly clock: Clock) {}

  async execute({ id }: GetPayoutToSend): Promise<PayoutToSend | null> {
    const row = await this.payouts.find(id);
    if (!row) return null;
    const account = await this.accounts.find(row.account_id);
    invariant(account, `${id} goes to an account that there is not`);
    const exchange = exchangeOf(row);
    const holds = await this.terms.openHolds(scopeStudio(), row.environment, this.clock.now());
    const standing = standingView(await this.terms.standing(scopeStudio()));
    // What was removed since then is not paid to any more either.
    const isRemoved = account.removed_at !== null;
    // Of an account the country alone is known: a region that is blocked stops none.
    const block = await this.queries.ask(new GetPlaceBlock({ country: account.country }, this.clock.now().toISOString().slice(0, 10)));
    return {
      state: row.state, is_posted: row.posted_at !== null, provider: row.provider, created_at: row.created_at, shares: await this.payouts.shares(id),
      is_stopped: isRemoved || (block !== null && block !== 'tax.place_incomplete') || !mayBePaid(row.environment, standing) || holds.some((hold) => hold.amount_minor === null && (hold.currency === null || hold.currency === row.currency)),
      sold: exchange ? { amount_minor: row.amount_minor, currency: row.currency } : null,
      order: {
        reference: id, amount_minor: minorToNumber(exchange?.paid_minor ?? row.amount_minor), currency: exchange?.paid_in ?? row.currency, remittance: `Payout ${id}`,
        ...(exchange ? { exchange: { debit_currency: row.currency, expected_minor: minorToNumber(row.amount_minor - exchange.spread_minor), rate: exchange.rate } } : {}),
        creditor: { name: account.holder_name, country: account.country, account: this.accounts.details(account) },
      },
    };
  }
}

class StepPayout extends Command<boolean> {
  static readonly context = 'money/payouts';
  constructor(readonly id: string, readonly from: PayoutState, readonly to: PayoutState, readonly sets: { provider_reference?: string; failure?: string; debited_minor?: bigint } = {}) { super(); }
}

@CommandHandler(StepPayout)
export class StepPayoutHandler implements ICommandHandler<StepPayout> {
  constructor(private readonly payouts: PayoutsRepository, private readonly jobs: Jobs, private readonly clock: Clock) {}
  async execute({ id, from, to, sets }: StepPayout): Promise<boolean> {
    invariant(mayGo(from, to), `A payout does not go from ${from} to ${to}`);
    const stepped = await this.payouts.step(id, from, to, { ...sets, now: this.clock.now() });
    if (stepped && to === 'succeeded') await this.jobs.schedule({ type: INVOICE_JOB, key: id, payload: { game_id: stepped.runs_at } });
    return stepped !== undefined;
  }
}

class MarkPayout extends Command<void> {
  static readonly context = 'money/payouts';
  /** `sentAs`: the bank's id; without it the payout stands in the ledger. */
  constructor(readonly id: string, readonly sentAs?: string) { super(); }
}

@CommandHandler(MarkPayout)
export class MarkPayoutHandler implements ICommandHandler<MarkPayout> {
  constructor(private readonly payouts: PayoutsRepository, private readonly clock: Clock) {}
  execute({ id, sentAs }: MarkPayout): Promise<void> {
    return sentAs === undefined ? this.payouts.posted(id, this.clock.now()) : this.payouts.sent(id, sentAs, this.clock.now());
  }
}

type StudioScope = Scope & { studioId: string };

/**
 * Sees a payout through: its way out into the ledgers, the order to the bank, and what the bank says of it, into the ledgers again. Every step can be repeated: facts of the ledger are posted once, and the bank books one
 * transfer per payout. The bank is asked what it knows before anything is sent; an answer that says nothing is no failure.
 */
@Injectable()
@HandlesJob(SEND_JOB)
export class SendPayoutJob implements JobHandler<{ payout_id: string }> {
  private readonly logger = new Logger('Payouts');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly providers: ProviderOf, private readonly clock: Clock) {}

  async run(job: Job<{ payout_id: string }>, alone: Scope): Promise<void | Again> {
    const id = job.payload.payout_id;
    const { studio_id } = await this.queries.ask(new GetGame(), alone);
    const scope = { ...alone, studioId: studio_id };
    const payout = await this.queries.ask(new GetPayoutToSend(id), scope);
    if (!payout || ['succeeded', 'failed', 'canceled'].includes(payout.state)) return;
    if (payout.state !== 'in_transit' && !(await this.leaves(id, payout, scope))) return { againInSeconds: HELD_AGAIN_SECONDS };
    if (!payout.is_posted) {
      await this.post('payout_sent', payout, scope, null);
      await this.commands.execute(new MarkPayout(id), scope);
    }
    if (await this.ask(this.providers.named(payout.provider), payout, scope)) return;
    if (this.clock.now().getTime() - payout.created_at.getTime() > ALARM_MS) this.logger.error({ msg: 'ALARM: a payout has been on its way for days', payout_id: id, studio_id });
    return { againInSeconds: Math.min(AGAIN_MAX_SECONDS, 5 * 2 ** Math.min(job.attempts, 10)) };
  }

  /** The last moment at which a hold stops it, or staff cancel it. Answers whether it leaves. */
  private async leaves(id: string, { state, is_stopped }: PayoutToSend, scope: Scope): Promise<boolean> {
    if (is_stopped) {
      if (state === 'pending') await this.commands.execute(new StepPayout(id, 'pending', 'held'), scope);
      return false;
    }
    if (state === 'held') await this.commands.execute(new StepPayout(id, 'held', 'pending'), scope);
    return this.commands.execute(new StepPayout(id, 'pending', 'in_transit'), scope);
  }

  /** Answers whether it is over. */
  private async ask(provider: PayoutProvider, payout: PayoutToSend, scope: StudioScope): Promise<boolean> {
    const { reference } = payout.order;
    const known = await provider.lookUp(reference);
    if (known.outcome !== 'answered') return false;
    if (known.value) return this.record(known.value, payout, scope);
    const sent = await provider.send(payout.order);
    if (sent.outcome === 'answered') return this.record(sent.value, payout, scope);
    if (sent.outcome !== 'refused') return false;
    // An order of before may have arrived meanwhile.
    const after = await provider.lookUp(reference);
    if (after.outcome !== 'answered') return false;
    return after.value ? this.record(after.value, payout, scope) : this.end('failed', payout, scope, { failure: sent.code });
  }

  private async record(seen: SeenTransfer, payout: PayoutToSend, scope: StudioScope): Promise<boolean> {
    const { reference, amount_minor, currency } = payout.order;
    if (seen.amount_minor !== amount_minor || seen.currency !== currency) {
      this.logger.error({ msg: 'ALARM: the bank knows a payout with another amount', payout_id: reference, bank_minor: seen.amount_minor, bank_currency: seen.currency });
      return false;
    }
    await this.commands.execute(new MarkPayout(reference, seen.provider_reference), scope);
    if (seen.state === 'pending') return false;
    if (seen.state === 'rejected') return this.end('failed', payout, scope, { failure: seen.failure ?? 'rejected' });
    if (!payout.sold) return this.end('succeeded', payout, scope, {});
    if (seen.debited?.currency !== payout.sold.currency) {
      this.logger.error({ msg: 'ALARM: the bank does not say what it took for a payout that it exchanged', payout_id: reference, bank_currency: seen.debited?.currency ?? null });
      return false;
    }
    return this.end('succeeded', payout, scope, { debited_minor: BigInt(seen.debited.amount_minor) });
  }

  /** First the books, then the state: whoever is interrupted between the two does both again. */
  private async end(state: 'succeeded' | 'failed', payout: PayoutToSend, scope: StudioScope, sets: { failure?: string; debited_minor?: bigint }): Promise<boolean> {
    await this.post(state === 'succeeded' ? 'payout_paid' : 'payout_failed', payout, scope, sets.debited_minor ?? null);
    await this.commands.execute(new StepPayout(payout.order.reference, 'in_transit', state, sets), scope);
    this.logger.log({ msg: `payout ${state}`, payout_id: payout.order.reference, studio_id: scope.studioId, ...(sets.failure === undefined ? {} : { failure: sets.failure }) });
    return true;
  }

  private async post(kind: 'payout_sent' | 'payout_paid' | 'payout_failed', { order, shares, provider, sold }: PayoutToSend, scope: StudioScope, debited: bigint | null): Promise<void> {
    const debits = debited === null ? null : debitedShares(debited, shares.map((share) => ({ amount: share.amount_minor, spread: share.spread_minor ?? 0n })));
    for (const [n, { game, amount_minor, spread_minor, paid_minor }] of shares.entries()) {
      const exchange = sold ? { currency: order.currency, amount_minor: minorToNumber(paid_minor ?? 0n), spread_minor: minorToNumber(spread_minor ?? 0n), debited_minor: debits ? minorToNumber(debits[n]!) : null } : undefined;
      const move: StudioMove = { kind, about: order.reference, currency: sold?.currency ?? order.currency, amount_minor: minorToNumber(amount_minor), provider, ...(exchange ? { exchange } : {}) };
      await this.commands.execute(new PostStudioMoves({ studio_id: scope.studioId, moves: [move] }), { ...scope, gameId: game });
    }
  }
}
