import type { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { Limits, ProcessBuckets, type Bucket, type Verdict } from '#platform/limits/limits';
import type { PlayerVerdict } from '#studio/game-servers/queries';
import { aVerifiedPlayer } from '#studio/game-servers/testing';
import { SignInFlow } from './sign-in.flow.js';

/** Limits by a clock that the test moves. */
class TimedLimits extends Limits {
  seconds = 0;
  private readonly buckets = new ProcessBuckets();
  async take(key: string, bucket: Bucket, cost = 1): Promise<Verdict> {
    return this.buckets.take(key, bucket, cost, this.seconds * 1_000);
  }
  async charge(key: string, bucket: Bucket, cost: number): Promise<void> {
    this.buckets.charge(key, bucket, cost, this.seconds * 1_000);
  }
  async close(): Promise<void> {}
}

describe('whoever guesses player ids', () => {
  let limits: TimedLimits;
  let asked: number;
  let answer: PlayerVerdict;
  let flow: SignInFlow;
  const refused: PlayerVerdict = { outcome: 'refused', code: 'not_found', message: 'No such player.', detail: 'The game server answered 404.' };

  beforeEach(() => {
    limits = new TimedLimits();
    asked = 0;
    answer = refused;
    const calls = { ask: async () => (asked++, answer) };
    const commands = { execute: async () => ({ session_token: 't' }) };
    const queries = { ask: async () => null };
    flow = new SignInFlow(calls as unknown as Calls, commands as unknown as Commands, queries as unknown as Queries, limits);
  });
  const guess = (id: string, address = '203.0.113.7') => flow.signIn('gam_1', id, address, 'req_1').then(() => 'opened', (error: { code: string }) => error.code);

  it('gets six guesses in a row, then one each ten seconds, however often she tries', async () => {
    for (let tenth = 0; tenth < 6_050; tenth++) {
      limits.seconds = tenth / 10;
      await guess(`GUESS-${tenth}`);
    }
    expect(asked).toBeGreaterThanOrEqual(60);
    expect(asked).toBeLessThanOrEqual(67);
  });

  it('pays for all guesses that were under way at once', async () => {
    await Promise.all(Array.from({ length: 500 }, (_, n) => guess(`GUESS-${n}`)));
    const atOnce = asked;
    expect(atOnce).toBeLessThanOrEqual(60);
    limits.seconds = 9 * atOnce - 60;
    expect(await guess('LATER')).toBe('session.too_many_attempts');
    limits.seconds = 9 * atOnce + 1;
    expect(await guess('LATER')).toBe('player.refused');
  });

  it('does not stand in the way of those who sign in behind the same address', async () => {
    answer = { outcome: 'verified', cached: false, player: aVerifiedPlayer({ player_id: 'P' }) };
    const results = [];
    for (let n = 0; n < 60; n++) results.push(await guess(`FAMILY-${n}`));
    expect(new Set(results)).toEqual(new Set(['opened']));
  });
});
