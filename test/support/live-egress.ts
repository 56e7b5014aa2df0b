import { Egress } from '#platform/egress/egress';
import type { Booted } from './boot.js';
import type { Receiver } from './receiver.js';

export interface LiveRequest {
  url: string;
  deadlineMs: number;
}

/** Live webhooks stand on the public internet, where no test listens: what would leave for it goes to `receiver`. Answers what was sent there; `mockRestore` of the spy ends it. */
export function throughTo(app: Booted, receiver: Receiver): { sent: LiveRequest[]; spy: jest.SpyInstance } {
  const egress = app.app.get(Egress);
  const send = egress.send.bind(egress);
  const sent: LiveRequest[] = [];
  const spy = jest.spyOn(egress, 'send').mockImplementation((request) => {
    if (request.reach !== 'public') return send(request);
    sent.push({ url: request.url, deadlineMs: request.deadlineMs });
    return send({ ...request, url: receiver.url, reach: 'public_or_loopback' });
  });
  return { sent, spy };
}

/** A server that answers challenges, and whatever else comes with an empty 200. */
export function answersChallenges(receiver: Receiver): void {
  receiver.answer = ({ body }) => {
    const { event_type, event_data } = JSON.parse(body) as { event_type: string; event_data: { challenge: string } };
    return { status: 200, body: event_type === 'webhook.challenge' ? { challenge: event_data.challenge } : {} };
  };
}
