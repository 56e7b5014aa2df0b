import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import type { Month } from '#platform/kernel/calendar-month';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { MappingInvalid } from '../contracts/errors.js';
import type { MappedAccount } from '../domain/general-ledger.js';
import { MappingsRepository, type AccountMapping } from '../infra/mappings.repository.js';

/** Says how accounts are called in the operator's own chart, all at once. Months that were exported as closed keep what was said before. Throws `books.mapping_invalid`. */
export class SetAccountMapping extends Command<void> {
  static readonly context = 'money/books';
  constructor(readonly accounts: readonly MappedAccount[]) { super(); }
}

@CommandHandler(SetAccountMapping)
export class SetAccountMappingHandler implements ICommandHandler<SetAccountMapping> {
  constructor(private readonly mappings: MappingsRepository, private readonly clock: Clock) {}
  async execute({ accounts }: SetAccountMapping): Promise<void> {
    accounts.forEach(({ account }, at) => {
      if (accounts.findIndex((each) => each.account === account) !== at) throw new MappingInvalid(at, `${account} stands twice.`);
    });
    await this.mappings.add(accounts, currentScope().actor.id, this.clock.now());
  }
}

export class GetAccountMapping extends Query<AccountMapping> {
  constructor(readonly version: number | null) { super(); }
}

@QueryHandler(GetAccountMapping)
export class GetAccountMappingHandler implements IQueryHandler<GetAccountMapping> {
  constructor(private readonly mappings: MappingsRepository) {}
  execute({ version }: GetAccountMapping): Promise<AccountMapping> {
    return version === null ? this.mappings.newest() : this.mappings.find(version);
  }
}

/** With which version a closed month is exported, from its first export on. */
export class KeepMappingOfMonth extends Command<number> {
  static readonly context = 'money/books';
  constructor(readonly legalEntity: string, readonly month: Month) { super(); }
}

@CommandHandler(KeepMappingOfMonth)
export class KeepMappingOfMonthHandler implements ICommandHandler<KeepMappingOfMonth> {
  constructor(private readonly mappings: MappingsRepository, private readonly clock: Clock) {}
  execute({ legalEntity, month }: KeepMappingOfMonth): Promise<number> {
    return this.mappings.ofMonth(legalEntity, month, this.clock.now());
  }
}
