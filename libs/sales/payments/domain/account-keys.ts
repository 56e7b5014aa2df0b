import { AccountKeysMalformed } from '../contracts/errors.js';
import { TAKEN } from '../contracts/method-table.js';
import type { AccountProvider } from '../contracts/queries.js';

/** What a studio tells of its account. */
export interface AccountKeys {
  provider: AccountProvider;
  secret_key: string;
  webhook_secret: string;
  /** With what card fields are drawn; of Stripe. */
  publishable_key?: string | null;
  /** Methods that the account has switched on; cards where nothing is told. */
  methods?: readonly string[] | null;
}

const STRIPE_SECRET = /^(?:sk|rk)_(test|live)_\w{8,255}$/;
const STRIPE_PUBLISHABLE = /^pk_(test|live)_\w{8,255}$/;
const SECRET = /^[\x21-\x7e]{8,255}$/;

/** Keys as they are kept. Throws `payments.account_keys_malformed` with the member that is wrong, never with what it was. */
export function readAccountKeys({ provider, secret_key, webhook_secret, publishable_key = null, methods }: AccountKeys): { provider: AccountProvider; secret_key: string; webhook_secret: string; publishable_key: string | null; methods: string[] } {
  if (!SECRET.test(webhook_secret)) throw new AccountKeysMalformed('webhook_secret', '8 to 255 characters without spaces');
  const wished = [...new Set(methods ?? ['card'])];
  const unknown = wished.some((method) => !TAKEN[provider].includes(method));
  if (wished.length === 0 || unknown) throw new AccountKeysMalformed('methods', `some of ${TAKEN[provider].join(', ')}`);
  if (provider === 'sandbox') {
    if (!SECRET.test(secret_key)) throw new AccountKeysMalformed('secret_key', '8 to 255 characters without spaces');
    if (publishable_key !== null) throw new AccountKeysMalformed('publishable_key', 'nothing: the sandbox has none');
    return { provider, secret_key, webhook_secret, publishable_key: null, methods: wished };
  }
  const mode = STRIPE_SECRET.exec(secret_key)?.[1];
  if (mode === undefined) throw new AccountKeysMalformed('secret_key', 'a secret or restricted key as sk_live_… or rk_live_…');
  if (publishable_key === null || STRIPE_PUBLISHABLE.exec(publishable_key)?.[1] !== mode) throw new AccountKeysMalformed('publishable_key', 'a key as pk_live_… of the same mode as the secret key');
  return { provider, secret_key, webhook_secret, publishable_key, methods: wished };
}
