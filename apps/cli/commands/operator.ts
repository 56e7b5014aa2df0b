import { parseArgs } from 'node:util';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { Commands } from '#platform/cqrs/doors';
import { newRequestId, OPERATOR } from '#platform/kernel/scope';
import { AuditTrail } from '#platform/audit/audit-trail';
import { InviteStaff } from '#studio/staff/commands';
import { StaffThere } from '#studio/staff/errors';
import { withApplication } from '../beside.js';

const ROLES = ['admin', 'finance', 'support'] as const;
const USAGE = `usage: hubcraft operator invite EMAIL NAME [--role admin|finance|support]

Invites somebody to the operator's own staff, as admin unless told otherwise, and prints the token of her invitation, once.
She opens it with POST /operator/v1/invitation and joins with POST /operator/v1/invitation/accept.`;

/** `hubcraft operator invite`: how the first admin comes in; whoever can run it reaches the database anyway. 0 when somebody was invited. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals: [verb, email, name, ...more] } = parseArgs({ args, allowPositionals: true, options: { role: { type: 'string', default: 'admin' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const role = ROLES.find((each) => each === values.role);
  if (verb !== 'invite' || !name || more.length > 0 || !role || !/^[^@\s]+@[^@\s]+$/.test(email ?? '')) {
    console.error(USAGE);
    return 2;
  }
  return withApplication(async (app) => {
    const token = randomToken();
    const scope = { gameId: OPERATOR, studioId: OPERATOR, actor: { kind: 'system' as const, id: 'hubcraft operator invite' }, requestId: newRequestId() };
    const { id } = await app.get(AuditTrail).run({ scope, operation: 'invite_staff', targets: [], request: () => JSON.stringify({ body: { role } }) }, () =>
      app.get(Commands).execute(new InviteStaff({ email: email!, name, role, token_hash: tokenHash(token) }), scope));
    console.log(`${id} is invited as ${role}, for three days. The token works once and is shown this once:\n${token}`);
    return 0;
  }).catch((error: unknown) => {
    if (!(error instanceof StaffThere)) throw error;
    console.error(error.message);
    return 1;
  });
}
