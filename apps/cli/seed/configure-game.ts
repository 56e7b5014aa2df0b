import game from './demo-game.json' with { type: 'json' };
import german from './demo-game.de.json' with { type: 'json' };
import type { StudioClient } from './studio-client.js';

interface DemoItem {
  sku: string;
  name: string;
  description: string;
  type: string;
  template: string;
  category: string;
  quantity?: number;
  duration?: number;
  nested?: [sku: string, count: number][];
}

interface DemoStoreItem {
  sku: string;
  discount_percent?: number;
  bonus_percent?: number;
  badge?: string;
}

export const demo = game;

/** Fills one environment: categories, price templates, items, bundles, three stores, the hub. What stands there already is left as it is. */
export async function configureGame(client: StudioClient, hubSlug: string, gameUrl: string): Promise<void> {
  await client.send('PUT', '/v1/hub', { slug: hubSlug, name: game.name, tagline: game.tagline, accent_color: game.accent, translations: { de: german.texts }, ...picturesAt(gameUrl) });
  const categories = await ensureCategories(client);
  const templates = await ensureTemplates(client);
  const items = game.items as unknown as DemoItem[];
  const body = (item: DemoItem) => ({
    sku: item.sku, name: item.name, description: item.description, type: item.type, currency: 'USD', price_template_id: templates.get(item.template), quantity: item.quantity ?? 1,
    is_stackable: item.type === 'currency' || item.quantity !== undefined, is_currency: item.type === 'currency', categories: [categories.get(item.category)],
    ...(item.duration ? { duration: item.duration } : {}), ...(item.nested ? { nested_items: item.nested.map(([sku, count]) => ({ sku, count })) } : {}),
  });
  await client.send('PUT', '/v1/items', items.filter((item) => !item.nested).map(body));
  await client.send('PUT', '/v1/items', items.filter((item) => item.nested).map(body));
  const ids = await idsBySku(client);
  await translateItems(client, ids);
  await ensureStores(client, items, ids);
}

async function idsBySku(client: StudioClient): Promise<Map<string, string>> {
  const listed = await client.send<{ id: string; sku: string }[]>('GET', '/v1/items?limit=1000');
  return new Map(listed.map((item) => [item.sku, item.id]));
}

async function translateItems(client: StudioClient, ids: Map<string, string>): Promise<void> {
  for (const [sku, [name, description]] of Object.entries(german.items)) {
    await client.send('POST', `/v1/items/${ids.get(sku)}/translate`, { name: { de: name }, description: { de: description } });
  }
}

const picturesAt = (gameUrl: string) => ({ logo_url: `${gameUrl}/pictures/logo.svg`, background_url: `${gameUrl}/pictures/key-visual.svg` });

/** The hub's pictures lie with the demo game, as a studio's lie with the studio, and follow it when it has moved. What somebody has put in their place stays. */
export async function followPictures(client: StudioClient, gameUrl: string): Promise<void> {
  const hub = await client.send<{ slug: string; name: string; logo_url: string | null; background_url: string | null }>('GET', '/v1/hub');
  const moved = Object.entries(picturesAt(gameUrl)).filter(([field, url]) => {
    const present = hub[field as 'logo_url' | 'background_url'];
    return present !== url && present?.endsWith(new URL(url).pathname);
  });
  if (moved.length > 0) await client.send('PUT', '/v1/hub', { slug: hub.slug, name: hub.name, ...Object.fromEntries(moved) });
}

async function ensureCategories(client: StudioClient): Promise<Map<string, string>> {
  const present = await client.send<{ id: string; slug: string }[]>('GET', '/v1/item_categories?limit=100');
  const ids = new Map(present.map((category) => [category.slug, category.id]));
  for (const [position, category] of game.categories.entries()) {
    if (!ids.has(category.slug)) ids.set(category.slug, (await client.send<{ id: string }>('POST', '/v1/item_categories', { ...category, position })).id);
  }
  return ids;
}

async function ensureTemplates(client: StudioClient): Promise<Map<string, string>> {
  const { data } = await client.send<{ data: { id: string; name: string }[] }>('GET', '/v1/price_templates?limit=100');
  const ids = new Map(data.map((template) => [template.name, template.id]));
  const byKey = new Map<string, string>();
  for (const template of game.templates) {
    const id = ids.get(template.name) ?? (await client.send<{ id: string }>('POST', '/v1/price_templates', { ...template, category: 'none', customs: [] })).id;
    byKey.set(template.key, id);
  }
  return byKey;
}

async function ensureStores(client: StudioClient, items: DemoItem[], idBySku: Map<string, string>): Promise<void> {
  const present = await client.send<{ key: string | null }[]>('GET', '/v1/stores?limit=100');
  const sold = new Set<string>();
  for (const store of game.stores) {
    const explicit = store.items === 'rest' ? items.filter((item) => !sold.has(item.sku)).map((item) => ({ sku: item.sku })) : (store.items as DemoStoreItem[]);
    for (const { sku } of explicit) sold.add(sku);
    if (present.some(({ key }) => key === store.key)) continue;
    const { id } = await client.send<{ id: string }>('POST', '/v1/stores', { key: store.key, name: store.name, description: store.description, type: store.type });
    for (let at = 0; at < explicit.length; at += 50) {
      await client.send('POST', `/v1/store_items/${id}/batch`, {
        items: explicit.slice(at, at + 50).map(({ badge, sku, ...offer }: DemoStoreItem, index) => ({ item_id: idBySku.get(sku), position: at + index, ...offer, ...(badge ? { custom_badge: badge } : {}) })),
      });
    }
  }
}
