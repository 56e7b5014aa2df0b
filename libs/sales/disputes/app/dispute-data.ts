import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, HoldsPersonalData, throughIds, type Hindrance, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { ListOrderIdsOfPlayers } from '#sales/orders/queries';
import { disputeView, DisputeRepository } from '../infra/dispute.repository.js';

class AreDisputesOpen extends Query<boolean> {
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@QueryHandler(AreDisputesOpen)
export class AreDisputesOpenHandler implements IQueryHandler<AreDisputesOpen> {
  constructor(private readonly disputes: DisputeRepository) {}
  execute({ orderIds }: AreDisputesOpen): Promise<boolean> {
    return this.disputes.areOpen(orderIds);
  }
}

class GetDisputeData extends Query<object[]> {
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@QueryHandler(GetDisputeData)
export class GetDisputeDataHandler implements IQueryHandler<GetDisputeData> {
  constructor(private readonly disputes: DisputeRepository) {}
  async execute({ orderIds }: GetDisputeData): Promise<object[]> {
    const entries: object[] = [];
    for (const row of await this.disputes.ofOrders(orderIds)) {
      const frozen = await this.disputes.frozen(row.id);
      entries.push({ ...disputeView(row), evidence: frozen?.document ? (JSON.parse(frozen.document) as object) : null });
    }
    return entries;
  }
}

/** What the bank was shown names the buyer: it goes when nothing of it is under way. Dispute, amounts and hash stay. */
class EraseEvidence extends Command<number> {
  static readonly context = 'sales/disputes';
  constructor(readonly orderIds: readonly string[]) { super(); }
}

@CommandHandler(EraseEvidence)
export class EraseEvidenceHandler implements ICommandHandler<EraseEvidence> {
  constructor(private readonly disputes: DisputeRepository, private readonly clock: Clock) {}
  execute({ orderIds }: EraseEvidence): Promise<number> {
    return this.disputes.erase(orderIds, this.clock.now());
  }
}

@Injectable()
@HoldsPersonalData('sales/disputes')
export class DisputeData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async hindrances(playerIds: readonly string[], scope: Scope): Promise<Hindrance[]> {
    const open = await this.throughOrders(playerIds, scope, async (ids) => Number(await this.queries.ask(new AreDisputesOpen(ids), scope)));
    return open > 0 ? [{ reason: 'dispute_open', yields: false }] : [];
  }

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    const disputes: object[] = [];
    await this.throughOrders(playerIds, scope, async (ids) => disputes.push(...(await this.queries.ask(new GetDisputeData(ids), scope))));
    return { disputes: disputes.slice(-EXPORTED_MAX) };
  }

  erase(subject: Subject, scope: Scope): Promise<number> {
    return this.throughOrders([subject.player_id, subject.alias], scope, (ids) => this.commands.execute(new EraseEvidence(ids), scope));
  }

  private throughOrders(playerIds: readonly string[], scope: Scope, work: (ids: string[]) => Promise<number>): Promise<number> {
    return throughIds((after) => this.queries.ask(new ListOrderIdsOfPlayers(playerIds, after), scope), work);
  }
}
