import type { StudioClient } from './studio-client.js';
import { followPictures } from './configure-game.js';
import game from './demo-game.json' with { type: 'json' };
import german from './demo-game.de.json' with { type: 'json' };

function clientOf(hub: { logo_url: string | null; background_url: string | null }) {
  const saved: object[] = [];
  const send = async (method: string, _url: string, body?: object) => {
    if (method === 'PUT') saved.push(body!);
    return { slug: 'emberfall', name: 'Emberfall', ...hub };
  };
  return { client: { send } as unknown as StudioClient, saved };
}

describe('The pictures of the demo hub', () => {
  it('follow the demo game when it has moved', async () => {
    const { client, saved } = clientOf({ logo_url: 'http://127.0.0.1:4403/pictures/logo.svg', background_url: 'http://127.0.0.1:4403/pictures/key-visual.svg' });
    await followPictures(client, 'http://127.0.0.1:4999');
    expect(saved).toEqual([{ slug: 'emberfall', name: 'Emberfall', logo_url: 'http://127.0.0.1:4999/pictures/logo.svg', background_url: 'http://127.0.0.1:4999/pictures/key-visual.svg' }]);
  });

  it.each([
    ['the game is where it was', { logo_url: 'http://127.0.0.1:4403/pictures/logo.svg', background_url: 'http://127.0.0.1:4403/pictures/key-visual.svg' }],
    ['somebody has put others in their place', { logo_url: 'https://cdn.example/logo.png', background_url: null }],
  ])('stay when %s', async (_when, hub) => {
    const { client, saved } = clientOf(hub);
    await followPictures(client, 'http://127.0.0.1:4403');
    expect(saved).toEqual([]);
  });
});

describe('The German of the demo game', () => {
  it('has words for every item, shelf, category and badge', () => {
    expect(Object.keys(german.items).sort()).toEqual(game.items.map(({ sku }) => sku).sort());
    const badges = game.stores.flatMap(({ items }) => (Array.isArray(items) ? items.flatMap((item) => ('badge' in item && item.badge ? [item.badge] : [])) : []));
    const shown = [game.tagline, ...game.stores.flatMap(({ name, description }) => [name, description]), ...game.categories.map(({ name }) => name), ...badges];
    expect(shown.filter((text) => !(text in german.texts))).toEqual([]);
  });
});
