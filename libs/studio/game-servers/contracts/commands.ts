import { Command } from '#platform/kernel/messages';
import type { SignatureScheme } from '#platform/crypto/webhook-signature';

export interface NewEndpoint {
  environment: 'sandbox' | 'live';
  url: string;
  events: string[];
  method?: 'GET' | 'POST';
  description?: string | null;
  enabled?: boolean;
  enabled_logs?: boolean;
  player_context_enabled?: boolean | null;
  signature?: SignatureScheme;
  /** A secret that the game server already knows; a fresh one is made without it. */
  secret?: string;
}

/**
 * Registers an endpoint (`GetEndpointSecret` shows its secret). Throws `webhook.url_refused`, `webhook.header_refused`, `webhook.secret_refused`,
 * `webhook.event_already_bound`, `webhook.too_many_endpoints`.
 */
export class CreateEndpoint extends Command<{ endpoint_id: string }> {
  static readonly context = 'studio/game-servers';
  constructor(readonly input: NewEndpoint) { super(); }
}
