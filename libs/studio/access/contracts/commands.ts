import { Command } from '#platform/kernel/messages';

/**
 * Makes an API key for the scope's game. `key` is shown here and never again. At most two live keys of one name (rotation): a third is
 * refused with `access.too_many_live_keys`. `made_by_member`: the member who makes it, or who made the key that does. `api_version`: the version of the Studio API
 * that it is pinned to; without one it follows its game. Throws `access.scope_unknown`, `version.refused`.
 */
export class CreateApiKey extends Command<{ id: string; key: string }> {
  static readonly context = 'studio/access';
  constructor(readonly input: { name: string; environment: 'sandbox' | 'live'; scopes: string[]; studio_id: string; expires_at?: number | null; made_by_member?: string | null; api_version?: string | null }) { super(); }
}

export type LinkPurpose = 'invitation' | 'password';

/**
 * Makes the token of the link that a mail to a member carries, in place of the one before: whoever sends the mail asks for it then, and nobody keeps it. That of an invitation works until the invitation ends, that for a new
 * password for 30 minutes; each once. Null where there is nothing to send any more: she was removed, has accepted already or never has. Its scope carries the studio.
 */
export class MakeMemberLink extends Command<{ token: string } | null> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string, readonly purpose: LinkPurpose) { super(); }
}
