import { CATEGORY_DEPTH_MAX, changedCategory, checkTree, freshCategory } from './category.js';

const fresh = freshCategory('cat_1', 'Weapons', 1, new Date(0));
const path = (length: number) => new Map<string, string | null>(Array.from({ length }, (_, i) => [`c${i}`, i === 0 ? null : `c${i - 1}`]));

describe('A category', () => {
  it('keeps what is not told, loses what is null, and has its defaults back', () => {
    const full = changedCategory(fresh, { description: 'x', slug: 'weapons', divider_position: 'bottom', divider_type: 'mask', position: 0, render_options: { loop: true } }, ['body']);
    expect(changedCategory(full, {}, ['body'])).toEqual(full);
    expect(full).toMatchObject({ position: 0, divider_type: 'mask', slug: 'weapons' });
    expect(changedCategory(full, { description: null, slug: '', divider_position: null, divider_type: null, position: 1, render_options: null }, ['body'])).toEqual(fresh);
  });

  it('stands in a tree as deep as allowed', () => {
    expect(() => checkTree(path(CATEGORY_DEPTH_MAX))).not.toThrow();
    expect(() => checkTree(path(CATEGORY_DEPTH_MAX + 1))).toThrow('deep');
    expect(() => checkTree(new Map([...path(CATEGORY_DEPTH_MAX + 1)].reverse()))).toThrow('deep');
  });

  it('stands never below itself', () => {
    expect(() => checkTree(new Map([['a', 'a']]))).toThrow('below itself');
    expect(() => checkTree(new Map([['a', 'b'], ['b', 'c'], ['c', 'a']]))).toThrow('below itself');
  });
});
