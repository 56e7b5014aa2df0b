import type { CategoryChanges } from '../contracts/commands.js';
import { looksLikeId } from '#platform/kernel/ids';
import { CategoryRefused } from '../contracts/errors.js';
import { storableJson } from './storable-json.js';

/** A category as it is kept. */
export interface Category {
  id: string;
  name: string;
  description: string | null;
  position: number;
  parent_id: string | null;
  slug: string | null;
  item_template_id: string | null;
  pinned_expression: Record<string, unknown> | null;
  icon: string | null;
  image_url: string | null;
  divider_image_url: string | null;
  divider_position: 'top' | 'bottom';
  divider_type: 'image' | 'mask';
  background_color: string | null;
  background_image_url: string | null;
  background_size: 'contain' | 'repeat' | 'cover' | null;
  render_type: 'default' | 'carousel' | null;
  render_options: Record<string, unknown> | null;
  created_at: Date;
  modified_at: Date | null;
}

export const CATEGORY_DEPTH_MAX = 10;

const PLAIN = [
  'name', 'description', 'position', 'parent_id', 'item_template_id', 'pinned_expression', 'icon', 'image_url', 'divider_image_url', 'background_color', 'background_image_url',
  'background_size', 'render_type', 'render_options',
] as const;

export function freshCategory(id: string, name: string, position: number, now: Date): Category {
  return {
    id, name, position, description: null, parent_id: null, slug: null, item_template_id: null, pinned_expression: null, icon: null, image_url: null, divider_image_url: null,
    divider_position: 'top', divider_type: 'image', background_color: null, background_image_url: null, background_size: null, render_type: null, render_options: null,
    created_at: now, modified_at: null,
  };
}

/** The category with what is told; null clears, or brings the default back. Throws `catalog.category_refused`. */
export function changedCategory(before: Category, told: CategoryChanges, place: (string | number)[]): Category {
  const plain = Object.fromEntries(PLAIN.filter((field) => told[field] !== undefined).map((field) => [field, told[field]]));
  const category: Category = { ...before, ...plain };
  const fault = told.pinned_expression ? storableJson(told.pinned_expression) : null;
  if (fault) throw new CategoryRefused([...place, 'pinned_expression'], fault.msg, fault.type);
  if (told.slug !== undefined) {
    if (told.slug && looksLikeId(told.slug)) throw new CategoryRefused([...place, 'slug'], 'A slug may not look like one of our ids.', 'slug');
    category.slug = told.slug || null;
  }
  if (told.divider_position !== undefined) category.divider_position = told.divider_position ?? 'top';
  if (told.divider_type !== undefined) category.divider_type = told.divider_type ?? 'image';
  return category;
}

/** Throws `catalog.category_refused` for a circle or a tree that grows too deep. */
export function checkTree(parents: ReadonlyMap<string, string | null>): void {
  const depths = new Map<string, number>();
  const depthOf = (id: string, below: ReadonlySet<string>): number => {
    if (below.has(id)) throw new CategoryRefused(['body', 'parent_id'], 'A category cannot stand below itself.', 'cycle');
    const known = depths.get(id);
    if (known !== undefined) return known;
    const parent = parents.get(id) ?? null;
    const depth = parent === null ? 1 : depthOf(parent, new Set(below).add(id)) + 1;
    depths.set(id, depth);
    if (depth > CATEGORY_DEPTH_MAX) throw new CategoryRefused(['body', 'parent_id'], `Categories are at most ${CATEGORY_DEPTH_MAX} deep.`, 'depth');
    return depth;
  };
  // A category that moves takes everything below along, so the whole tree is looked at.
  for (const id of parents.keys()) depthOf(id, new Set());
}
