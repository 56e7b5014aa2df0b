import { Query } from '#platform/kernel/messages';
import type { AttackFigures } from './events.js';

/** Instants in Unix seconds. `changed_by`: `automatic`, or who has done it by hand. `holds_until`: until then nothing changes it by itself. `hot_at`: when there was last enough to call it an attack. */
export interface AttackModeView {
  is_on: boolean;
  changed_by: string;
  changed_at: number;
  reason: string;
  holds_until: number | null;
  hot_at: number | null;
}

/** `mode` is null where it was never changed. `is_installation_on`: the operator's, which holds for every game. */
export interface AttackReport {
  is_on: boolean;
  mode: AttackModeView | null;
  is_installation_on: boolean;
  figures: AttackFigures;
}

/** Whether the scope's game, or the installation under the operator's scope, is under attack. */
export class GetAttackMode extends Query<AttackReport> {}
