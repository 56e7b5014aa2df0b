import { codeAt } from './staff.js';
import type { System } from './system.js';

export interface OperatorSession {
  token: string;
  /** Answers the JSON, or undefined where there is none; throws for what is refused. */
  send(method: 'GET' | 'POST', path: string, body?: object): Promise<any>;
}

/** An admin of the operator who came in by the command line and has just shown that it is her. */
export async function operatorOf(system: System, email: string): Promise<OperatorSession> {
  const password = 'a password of the operator';
  const invitation = (await system.cli('operator', ['invite', email, 'Somebody'])).trim().split('\n').at(-1)!;
  const session: OperatorSession = {
    token: '',
    async send(method, path, body) {
      const answer = await fetch(`${system.urls.api}/operator/v1/${path}`, {
        method, headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...(session.token ? { authorization: `Bearer ${session.token}` } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}), signal: AbortSignal.timeout(30_000),
      });
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
      return answer.status === 204 ? undefined : answer.json();
    },
  };
  const { secret } = await session.send('POST', 'invitation', { token: invitation });
  const { recovery_codes: [code] } = await session.send('POST', 'invitation/accept', { token: invitation, password, code: codeAt(secret, new Date()) });
  session.token = (await session.send('POST', 'session', { email, password, code })).token;
  return session;
}
