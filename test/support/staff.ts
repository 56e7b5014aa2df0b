import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { OPERATOR } from '#platform/kernel/scope';
import { InviteStaff } from '#studio/staff/commands';
import type { StaffRole } from '../../libs/studio/staff/contracts/roles.js';
import type { Booted } from './boot.js';

export interface StaffSignedIn {
  id: string;
  email: string;
  password: string;
  token: string;
  sessionId: string;
  /** Of her app. */
  secret: string;
  /** Those that are left. */
  recovery: string[];
}

/** The code of an app at an instant. */
export function codeAt(secret: string, at: Date): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at.getTime() });
}

/** Somebody who is invited as the command line does it; answers the token. */
export async function inviteStaff(app: Booted, role: StaffRole, email = `${randomUUID()}@operator.example`): Promise<{ id: string; email: string; invitation: string }> {
  const invitation = randomToken();
  const { id } = await app.commands.execute(new InviteStaff({ email, name: role, role, token_hash: tokenHash(invitation) }), { gameId: OPERATOR, studioId: OPERATOR, actor: { kind: 'system', id: 'test' }, requestId: null });
  return { id, email, invitation };
}

/** Somebody of the operator with this role, signed in by the way that people go. */
export async function staffOf(app: Booted, role: StaffRole): Promise<StaffSignedIn> {
  const post = async (url: string, body: object): Promise<any> => {
    const answer = await app.inject({ method: 'POST', url: `/operator/v1/${url}`, body });
    if (answer.status >= 300) throw new Error(`POST ${url} answered ${answer.status}: ${answer.text}`);
    return answer.json;
  };
  const { id, email, invitation } = await inviteStaff(app, role);
  const password = randomUUID();
  const { secret } = await post('invitation', { token: invitation });
  const { recovery_codes: [code, ...recovery] } = await post('invitation/accept', { token: invitation, password, code: codeAt(secret, app.clock.now()) });
  const opened = await post('session', { email, password, code });
  return { id, email, password, token: opened.token, sessionId: opened.id, secret, recovery };
}
