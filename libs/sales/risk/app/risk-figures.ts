import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/metrics/metrics';
import { Outbox } from '#platform/outbox/outbox';
import { AttackModeBegan, AttackModeEnded } from '../contracts/events.js';

/** What was decided of attempts, and how often a game came under attack. */
@Injectable()
export class RiskFigures {
  private readonly decisions: ReturnType<Metrics['counter']>;

  constructor(metrics: Metrics, outbox: Outbox) {
    this.decisions = metrics.counter('hubcraft_risk_decisions_total', 'Attempts to pay by card that were judged before they were sent, by what was decided.', ['decision']);
    const modes = metrics.counter('hubcraft_risk_attack_modes_total', 'Times that the attack mode of a game or of the installation began or ended.', ['change']);
    outbox.whenCommitted(AttackModeBegan, () => modes.inc({ change: 'began' }));
    outbox.whenCommitted(AttackModeEnded, () => modes.inc({ change: 'ended' }));
  }

  judged(decision: string): void {
    this.decisions.inc({ decision });
  }
}
