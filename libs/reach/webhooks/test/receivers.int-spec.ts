import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { signatureHeaders } from '#platform/crypto/webhook-signature';
import { exampleEvent } from '../app/event-examples.js';

const examples = path.resolve(import.meta.dirname, '../../../../examples/receivers');
const secret = `whsec_${randomBytes(32).toString('base64')}`;
const hasTool = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const RECEIVERS: { name: string; command: string; args: string[]; folder: string }[] = [
  { name: 'node', command: process.execPath, args: ['server.mjs'], folder: 'node' },
  { name: 'python', command: 'python3', args: ['server.py'], folder: 'python' },
  ...(hasTool('go', 'version') ? [{ name: 'go', command: 'go', args: ['run', '.'], folder: 'go' }] : []),
  ...(hasTool('dotnet', '--version') ? [{ name: 'csharp', command: 'dotnet', args: ['run'], folder: 'csharp' }] : []),
];

describe.each(RECEIVERS)('the receiver in $name', ({ command, args, folder }) => {
  let child: ChildProcess;
  let url = '';
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'receiver-'));

  beforeAll(async () => {
    child = spawn(command, args, { cwd: path.join(examples, folder), env: { ...process.env, WEBHOOK_SECRET: secret, PORT: '0', STATE_FILE: path.join(scratch, 'inventory.json') }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    url = await new Promise<string>((resolve, reject) => {
      const hear = (part: Buffer) => {
        said += part.toString('utf8');
        const address = /listening on (http:\S+)/.exec(said)?.[1];
        if (address) resolve(address);
      };
      child.stdout!.on('data', hear);
      child.stderr!.on('data', hear);
      child.once('exit', () => reject(new Error(`ended: ${said}`)));
      child.once('error', reject);
    });
  });
  afterAll(() => {
    if (child?.pid) process.kill(-child.pid, 'SIGKILL');
    rmSync(scratch, { recursive: true, force: true });
  });

  const now = () => Math.floor(Date.now() / 1000);
  async function send(event: object, change: { secret?: string; at?: number; tamper?: (body: string) => string; secrets?: string[] } = {}) {
    const id = (event as { event_id: string }).event_id;
    const body = JSON.stringify(event);
    const headers = signatureHeaders({ scheme: 'standard-webhooks' }, change.secrets ?? [change.secret ?? secret], id, change.at ?? now(), Buffer.from(body));
    const answer = await fetch(`${url}/hooks`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: change.tamper ? change.tamper(body) : body });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  }
  const inventory = async () => (await (await fetch(`${url}/inventory`)).json()) as Record<string, Record<string, number>>;
  let grants = 0;
  function grantEvent(type: 'item.add' | 'item.remove', grant: string, player: string): Record<string, any> {
    const event = structuredClone(exampleEvent(type)) as Record<string, any>;
    return { ...event, event_id: `evt_${++grants}`, idempotency_key: `idmpt_${type}.${grant}`, aggregate_id: grant, event_data: { ...event.event_data, player_id: player } };
  }

  it('says who a player is', async () => {
    expect(await send(exampleEvent('player.verify'))).toMatchObject({ status: 200, json: { player_id: '2D2R-OP3C', name: expect.any(String), attributes: expect.any(Object) } });
  });

  it('answers the challenge of a live webhook, and of nobody else', async () => {
    const challenge = exampleEvent('webhook.challenge') as { event_data: { challenge: string } };
    expect(await send(challenge)).toEqual({ status: 200, json: { challenge: challenge.event_data.challenge } });
    expect((await send(challenge, { secret: `whsec_${randomBytes(32).toString('base64')}` })).status).toBe(401);
  });

  it('credits once, whatever arrives how often', async () => {
    const add = grantEvent('item.add', 'grt_once', 'P-once');
    for (let i = 0; i < 3; i++) expect((await send(add)).status).toBe(200);
    expect((await inventory())['P-once']).toEqual({ 'gems.500': 500 });
    expect((await send(grantEvent('item.remove', 'grt_once', 'P-once'))).status).toBe(200);
    expect((await inventory())['P-once']).toEqual({ 'gems.500': 0 });
  });

  it('credits nothing for a grant that was taken back before it arrived', async () => {
    await send(grantEvent('item.add', 'grt_other', 'P-late'));
    await send(grantEvent('item.remove', 'grt_late', 'P-late'));
    expect((await send(grantEvent('item.add', 'grt_late', 'P-late'))).status).toBe(200);
    expect((await inventory())['P-late']).toEqual({ 'gems.500': 500 });
  });

  it('credits what a bundle holds', async () => {
    const add = grantEvent('item.add', 'grt_bundle', 'P-bundle');
    add.event_data.items = [{ ...add.event_data.items[0], sku: 'bundle', quantity: 2, nested_items: [{ id: 'itm_1', sku: 'sword', name: 'Sword', type: 'item', count: 3, quantity: 1 }, { id: 'itm_2', sku: 'gems', name: 'Gems', type: 'item', count: 1, quantity: 50 }] }];
    await send(add);
    expect((await inventory())['P-bundle']).toEqual({ sword: 6, gems: 100 });
  });

  it('takes test events and events that it does not know without crediting', async () => {
    expect((await send({ ...grantEvent('item.add', 'grt_test', 'P-test'), trigger: 'test' })).status).toBe(200);
    expect((await send({ ...grantEvent('item.add', 'grt_new', 'P-test'), event_type: 'something.new' })).status).toBe(200);
    expect((await inventory())['P-test']).toBeUndefined();
  });

  it('takes either signature while a secret is being rotated', async () => {
    expect((await send(grantEvent('item.add', 'grt_rotated', 'P-rotated'), { secrets: [`whsec_${randomBytes(32).toString('base64')}`, secret] })).status).toBe(200);
    expect((await inventory())['P-rotated']).toEqual({ 'gems.500': 500 });
  });

  it.each([
    ['another secret', { secret: `whsec_${randomBytes(32).toString('base64')}` }], ['a changed body', { tamper: (body: string) => body.replace('500', '900') }],
    ['re-written JSON', { tamper: (body: string) => JSON.stringify(JSON.parse(body), null, 1) }], ['an old message', { at: now() - 400 }], ['one from the future', { at: now() + 400 }],
  ])('refuses %s', async (_what, change) => {
    expect((await send(grantEvent('item.add', 'grt_forged', 'P-forged'), change)).status).toBe(401);
    expect((await inventory())['P-forged']).toBeUndefined();
  });

  it('refuses a message without a signature', async () => {
    expect((await fetch(`${url}/hooks`, { method: 'POST', body: JSON.stringify(exampleEvent('item.add')) })).status).toBe(401);
  });
});
