// A real OpenID provider (`oidc-provider`) in a process of its own: its own HTTP, keys and clock. OIDC_SETUP: {port, client_id, client_secret, redirect_uri}.
// Whoever signs in there is called by her address; `unverified…` has one that nobody has verified.
import { Provider } from 'oidc-provider';

const { port, client_id, client_secret, redirect_uri } = JSON.parse(process.env.OIDC_SETUP);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id, client_secret, redirect_uris: [redirect_uri], grant_types: ['authorization_code'], response_types: ['code'] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  cookies: { keys: ['of a test'] },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: `subject of ${id}`.replaceAll(/\W/g, '-'), email: id, email_verified: !id.startsWith('unverified') }) }),
});
provider.listen(port, '127.0.0.1', () => process.send('ready'));
process.once('disconnect', () => process.exit(0));
