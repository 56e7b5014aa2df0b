import { DomainEvent } from '#platform/kernel/messages';
import type { KybStatus } from './words.js';

export interface StandingFact {
  studio_id: string;
  /** Of two the higher one is the newer. */
  version: number;
  kyb_status: KybStatus;
  /** A name of the studio stands on a sanctions list, and nobody has said yet that it is somebody else. */
  is_listed: boolean;
  has_self_billing: boolean;
  has_tax_form: boolean;
  /** The last day on which the form counts; null where it has none. */
  tax_form_valid_until: string | null;
}

/** How a studio stands after something of it has changed: its verification, its papers, or what a screening has found. */
export class StandingChanged extends DomainEvent<StandingFact> {
  static readonly type = 'onboarding.standing.changed.v1';
}
