import { Bool, Instant, ListOf, Str, Strs } from '#platform/http/fields';

const name = { min: 1, max: 120, what: 'What the provider is called at sign-in' } as const;
const client_id = { min: 1, max: 255, what: 'Our client id there' } as const;
const client_secret = { min: 1, max: 500, what: 'Our client secret there. It is sealed and never shown' } as const;
const email_domains = { max: 20, length: 253, what: 'A member is recognised by her e-mail address the first time, if the provider says that it is verified and it is in one of these domains' } as const;
const trusts_mfa = { what: 'Whether the word of the provider that somebody has shown a second factor (`mfa` in `amr`) counts as the code of a member who has one here' } as const;

export class ProviderCreate {
  @Str(name) name: string;
  @Str({ min: 9, max: 500, what: 'The issuer of the provider, exactly as it writes it, e.g. `https://accounts.example.com`. It stays; another one is another provider' }) issuer: string;
  @Str(client_id) client_id: string;
  @Str(client_secret) client_secret: string;
  @Strs({ min: 1, ...email_domains }) email_domains: string[];
  @Bool({ optional: true, ...trusts_mfa, default: false }) trusts_mfa?: boolean;
}
export class ProviderUpdate {
  @Str({ optional: true, ...name }) name?: string;
  @Str({ optional: true, ...client_id }) client_id?: string;
  @Str({ optional: true, ...client_secret }) client_secret?: string;
  @Strs({ optional: true, min: 1, ...email_domains }) email_domains?: string[];
  @Bool({ optional: true, ...trusts_mfa }) trusts_mfa?: boolean;
  @Bool({ optional: true, what: 'Whether members of the studio sign in by this provider alone. One owner keeps her password, the one who has been there longest; it needs an owner who has signed in by it' }) enforced?: boolean;
}
export class ProviderRead {
  @Str({ what: 'Id of the provider (`idp_…`)' }) id: string;
  @Str({ what: 'What it is called at sign-in' }) name: string;
  @Str({ what: 'Its issuer' }) issuer: string;
  @Str({ what: 'Our client id there' }) client_id: string;
  @Strs({ what: 'The domains of addresses by which members are recognised the first time' }) email_domains: string[];
  @Bool({ what: 'Whether passwords are refused' }) enforced: boolean;
  @Bool({ what: 'Whether its second factor counts as ours' }) trusts_mfa: boolean;
  @Str({ what: 'Where to send us back to: enter it at the provider' }) redirect_uri: string;
  @Str({ what: 'The address that begins a sign-in by it, for a browser' }) sign_in_url: string;
  @Instant() created_at: number;
}
export class ProviderList {
  @ListOf(() => ProviderRead, { max: 10, what: 'Oldest first' }) data: ProviderRead[];
}
