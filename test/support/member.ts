import { randomUUID } from 'node:crypto';
import { CreateApiKey } from '#studio/access/commands';
import type { Booted, Tenant } from './boot.js';

export interface SignedIn {
  id: string;
  token: string;
  sessionId: string;
}

/** Somebody who belongs to the studio with this role and is signed in, by the way that people go. */
export async function memberOf(app: Booted, tenant: Tenant, role: string): Promise<SignedIn> {
  const post = async (url: string, body: object, apiKey?: string): Promise<any> => {
    const answer = await app.inject({ method: 'POST', url, body, ...(apiKey ? { apiKey } : {}) });
    if (answer.status >= 300) throw new Error(`POST ${url} answered ${answer.status}: ${answer.text}`);
    return answer.json;
  };
  const { key } = await app.commands.execute(new CreateApiKey({ name: randomUUID(), environment: 'sandbox', scopes: ['studio:admin', 'webhooks:reveal'], studio_id: tenant.studioId }), tenant.scope);
  const [email, password] = [`${randomUUID()}@studio.example`, randomUUID()];
  const invited = await post('/v1/members', { email, name: role, role }, key);
  await post('/v1/members/accept', { token: invited.invitation_token, password });
  const opened = await post('/v1/console/session', { studio_id: tenant.studioId, email, password });
  return { id: invited.id, token: opened.token, sessionId: opened.id };
}
