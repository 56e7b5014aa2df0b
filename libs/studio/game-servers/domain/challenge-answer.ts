/** Why an answer does not show that whoever listens at an address knows of its webhook; null when it does. */
export function challengeFault(challenge: string, answer: { status: number; body: Buffer; cut: boolean }): string | null {
  if (answer.status < 200 || answer.status > 299) return `status_${answer.status}`;
  if (answer.cut) return 'answer_too_large';
  try {
    const said = JSON.parse(answer.body.toString('utf8')) as { challenge?: unknown } | null;
    return said !== null && typeof said === 'object' && said.challenge === challenge ? null : 'challenge_differs';
  } catch {
    return 'answer_not_json';
  }
}
