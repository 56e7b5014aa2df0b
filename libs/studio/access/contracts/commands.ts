import { Command } from '#platform/kernel/messages';

/**
 * Makes an API key for the scope's game. `key` is shown here and never again. At most two live keys of one name (rotation): a third is
 * refused with `access.too_many_live_keys`. `made_by_member`: the member who makes it, or who made the key that does. Throws `access.scope_unknown`.
 */
export class CreateApiKey extends Command<{ id: string; key: string }> {
  static readonly context = 'studio/access';
  constructor(readonly input: { name: string; environment: 'sandbox' | 'live'; scopes: string[]; studio_id: string; expires_at?: number | null; made_by_member?: string | null }) { super(); }
}
