import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DropRoutedLines, ImportSettlement, MarkSettlementPosted } from '../contracts/commands.js';
import { matchLine, type Verdict } from '../domain/match-line.js';
import { reportedLine, SettlementRepository } from '../infra/settlement.repository.js';

@CommandHandler(ImportSettlement)
export class ImportSettlementHandler implements ICommandHandler<ImportSettlement> {
  constructor(private readonly settlements: SettlementRepository) {}

  async execute({ input }: ImportSettlement) {
    const { provider, lines } = input;
    const ids = lines.map((line) => line.line_id);
    const added = await this.settlements.add(provider, input.studio_id, lines);
    const changed = await this.settlements.changedAmong(provider, lines);
    const open = (await this.settlements.breaksAmong(provider, ids)).map(reportedLine);
    const paymentIds = [...new Set(open.flatMap((line) => line.payment_id ?? []))];
    const expected = await this.settlements.movementsOf(provider, paymentIds);
    const verdicts: { line_id: string; verdict: Verdict }[] = [];
    for (const line of open) {
      const verdict = matchLine(line, expected);
      verdicts.push({ line_id: line.line_id, verdict });
      // What one line has settled is not there for the next.
      const settled = verdict.state === 'matched' ? expected.find((movement) => movement.fact === verdict.fact) : undefined;
      if (settled) settled.line_id = line.line_id;
    }
    await this.settlements.decide(provider, verdicts);
    const { matched, of_account } = await this.settlements.standingOf(provider, ids);
    return { added, matched, of_account, breaks: ids.length - matched - of_account, changed };
  }
}

@CommandHandler(MarkSettlementPosted)
export class MarkSettlementPostedHandler implements ICommandHandler<MarkSettlementPosted> {
  constructor(private readonly settlements: SettlementRepository) {}
  async execute({ input }: MarkSettlementPosted): Promise<void> {
    await this.settlements.markPosted(input.provider, input.line_ids);
  }
}

@CommandHandler(DropRoutedLines)
export class DropRoutedLinesHandler implements ICommandHandler<DropRoutedLines> {
  constructor(private readonly settlements: SettlementRepository) {}
  async execute({ input: { provider, lines } }: DropRoutedLines) {
    const changed = await this.settlements.changedAmong(provider, lines);
    await this.settlements.drop(provider, lines.map((line) => line.line_id));
    return { changed };
  }
}
