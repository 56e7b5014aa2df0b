import { Bool, Instant, ListOf, OneOf, Str, Strs } from '#platform/http/fields';
import { ROLES } from './contracts/roles.js';

const code = { optional: true, min: 6, max: 40, what: 'Where she has a second factor: the six digits of her app, or a recovery code. Each works once' } as const;

export class ConsoleSignIn {
  @Str({ min: 1, max: 64, what: 'The studio (`stu_…`)' }) studio_id: string;
  @Str({ email: true, max: 320, what: 'The address of the member' }) email: string;
  @Str({ min: 1, max: 200, what: 'Her password' }) password: string;
  @Str(code) code?: string;
  @Str({ optional: true, min: 1, max: 64, what: 'The environment that the session acts on unless `Hubcraft-Game` names another; default a sandbox of the studio' }) game_id?: string;
}
export class ConsoleSignedIn {
  @Str({ what: 'Id of the session (`mss_…`)' }) id: string;
  @Str({ what: 'The session, for programs: `Authorization: Bearer`. Browsers have it as a cookie' }) token: string;
  @Instant({ what: 'Unix seconds at which it ends; two hours after its last use in any case' }) ends_at: number;
}
export class Proof {
  @Str({ min: 1, max: 200, what: 'Your password' }) password: string;
  @Str(code) code?: string;
}
export class ConsoleSessionRead {
  @Str({ what: 'Id of the session (`mss_…`)' }) id: string;
  @Str({ what: 'Whose it is (`mem_…`)' }) member_id: string;
  @Str({ what: 'Her address' }) email: string;
  @Str({ what: 'What she is called' }) name: string;
  @OneOf(ROLES, { name: 'MemberRole', what: 'Her role' }) role: string;
  @Strs({ what: 'What she may do, as the scopes of keys' }) scopes: string[];
  @Str({ what: 'The environment that this request was about' }) game_id: string;
  @Bool({ what: 'Whether a code is asked of her at sign-in' }) has_second_factor: boolean;
}
export class ConsoleMails {
  @Bool({ what: "Mails about disputes of the studio's games, where you are owner or finance: one that was opened, one whose answer is about to leave, how it ended" }) disputes: boolean;
}
class OpenSessionRead {
  @Str({ what: 'Id of the session (`mss_…`)' }) id: string;
  @Str({ what: 'What the browser called itself' }) user_agent: string;
  @Instant() created_at: number;
  @Instant({ what: 'Unix seconds, exact to a minute' }) last_used_at: number;
  @Instant() ends_at: number;
}
export class ConsoleSessionList {
  @ListOf(() => OpenSessionRead, { max: 10, what: 'Newest first' }) data: OpenSessionRead[];
}
export class SecondFactorBegun {
  @Str({ what: 'For the app (base32). It is shown this once' }) secret: string;
  @Str({ what: 'The same as `otpauth:` address, to draw as a QR code' }) uri: string;
}
export class SecondFactorConfirm {
  @Str({ min: 6, max: 6, what: 'The six digits of the app' }) code: string;
}
export class SecondFactorConfirmed {
  @Strs({ max: 10, what: 'Each lets you in once when the app is lost. They are shown this once' }) recovery_codes: string[];
}
export class ProviderCode {
  @Str({ min: 6, max: 40, what: 'The six digits of your app, or a recovery code. Each works once' }) code: string;
}
