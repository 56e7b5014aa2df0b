import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Operation, PageOf } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetTrialBalance } from '../contracts/queries.js';
import { ListJournalEntries } from '../app/read-ledger.js';
import { JournalEntryRead, JournalQuery, TrialBalanceRead } from './ledger.dto.js';

class JournalPage extends PageOf(JournalEntryRead, 'JournalPageOf') {}

@ApiTags('Ledger')
@Controller('v1/ledger')
export class LedgerController {
  constructor(private readonly queries: Queries) {}

  @Get('trial-balance')
  @StudioRoute('ledger:read')
  @Operation('get_trial_balance', "The game's trial balance: sums per currency and per account")
  @Answers200(TrialBalanceRead)
  trialBalance(@Caller() scope: Scope): Promise<TrialBalanceRead> {
    return this.queries.ask(new GetTrialBalance(), scope);
  }

  @Get('journal_entries')
  @StudioRoute('ledger:read')
  @Operation('list_journal_entries', 'Journal entries, newest first, each posting explained; those of one order with `order_id`')
  @Answers200(JournalPage)
  journal(@Query() query: JournalQuery, @Caller() scope: Scope): Promise<JournalPage> {
    return this.queries.ask(new ListJournalEntries({
      limit: query.limit ?? 50,
      ...(query.order_id ? { order_id: parseId('ord', query.order_id) } : {}),
      ...(query.starting_after ? { starting_after: query.starting_after } : {}),
    }), scope);
  }
}
