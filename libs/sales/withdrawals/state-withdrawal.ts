import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, fromUnixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command } from '#platform/kernel/messages';
import { newRequestId, systemScope } from '#platform/kernel/scope';
import { Limits, masked, type Bucket } from '#platform/limits/limits';
import { Outbox } from '#platform/outbox/outbox';
import { GetGame } from '#studio/games/queries';
import { TooManyWithdrawals } from './contracts/errors.js';
import { WithdrawalStated } from './contracts/events.js';
import type { WithdrawalView } from './contracts/queries.js';
import { decide, UNMATCHED } from './decision.js';
import { FindSold } from './find-sold.js';

/** From one address ten in a row, then two a minute. */
const PER_ADDRESS: Bucket = { capacity: 10, perSecond: 1 / 30 };
/** To one mailbox five in a row, then one an hour: each is a mail, whoever asks for it. */
const PER_MAILBOX: Bucket = { capacity: 5, perSecond: 1 / 3_600 };

/** What is told to withdraw from a contract, and nothing more than the law lets us ask. */
export interface Statement {
  game_id: string;
  name: string;
  /** A number by which she knows her purchase, as she typed it. */
  order: string;
  /** Where the confirmation goes. */
  email: string;
  locale: WithdrawalView['locale'];
}

class StateWithdrawal extends Command<number> {
  static readonly context = 'sales/withdrawals';
  constructor(readonly input: Statement) { super(); }
}

/** Writes a statement with what it is answered, once and for all, and announces it. */
@CommandHandler(StateWithdrawal)
export class StateWithdrawalHandler implements ICommandHandler<StateWithdrawal> {
  constructor(private readonly database: Database, private readonly finder: FindSold, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ input: { name, order: told, email, locale } }: StateWithdrawal): Promise<number> {
    const stated_at = this.clock.nowSeconds();
    const order = await this.finder.order(told, email);
    const { outcome, because, basis } = order ? decide(await this.finder.sold(order), stated_at) : UNMATCHED;
    const id: string = newId('wdr');
    await this.database.execute(
      `WITH stated AS (INSERT INTO withdrawals.withdrawal (game_id, id, order_id, locale, stated_at, outcome, because, basis) VALUES ($1, $2, $3, $4, $5, $6, $7, $8))
       INSERT INTO withdrawals.declarant (game_id, withdrawal_id, name, email, order_told, stated_at) VALUES ($1, $2, $9, $10, $11, $5)`,
      [currentScope().gameId, id, order?.id ?? null, locale, fromUnixSeconds(stated_at), outcome, because, JSON.stringify(basis), name, email, told],
    );
    this.outbox.record(new WithdrawalStated('withdrawal', id, { withdrawal_id: id, order_id: order?.id ?? null, outcome }));
    return stated_at;
  }
}

/** Withdraws from a contract without an account. What comes back is what was told, whether or not there is such an order: a stranger learns nothing. */
@Injectable()
export class WithdrawalDesk {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly limits: Limits) {}

  /** Answers when it was received, Unix seconds. Throws `games.not_found`, `withdrawals.too_many`. */
  async state(statement: Statement, address: string): Promise<number> {
    await this.take(`withdrawal:${masked('', address)}`, PER_ADDRESS);
    const scope = systemScope(statement.game_id, 'sales/withdrawals.statement', newRequestId());
    await this.queries.ask(new GetGame(), scope);
    await this.take(`withdrawal-mail:${masked('', statement.email.trim().toLowerCase())}`, PER_MAILBOX);
    return this.commands.execute(new StateWithdrawal(statement), scope);
  }

  private async take(key: string, bucket: Bucket): Promise<void> {
    const verdict = await this.limits.take(key, bucket);
    if (!verdict.allowed) throw new TooManyWithdrawals(verdict.retryAfterSeconds);
  }
}
