import { SettlementBreakNotFound } from './errors.js';

/** A break as its line is named: under which game, of which provider, by the provider's own id. */
export interface BreakKey {
  game_id: string;
  provider: string;
  line_id: string;
}

export const breakId = ({ game_id, provider, line_id }: BreakKey): string => `${game_id}:${provider}:${line_id}`;

/** @throws SettlementBreakNotFound */
export function parseBreakId(id: string): BreakKey {
  const parts = /^(gam_[0-9a-z]{26}|unrouted):([a-z_]{1,40}):(.{1,300})$/.exec(id);
  if (!parts) throw new SettlementBreakNotFound();
  return { game_id: parts[1]!, provider: parts[2]!, line_id: parts[3]! };
}
