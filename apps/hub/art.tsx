interface Drawn {
  sku: string;
  type: string;
  name: string;
  /** Skus of what is in a bundle: its picture shows them. */
  contents?: string[];
}

/** Where the drawn picture of an item stands, always the same for a sku. One that is only digits says nothing: the name is asked in its place. */
export function drawnPicture({ sku, type, name, contents = [] }: Drawn): string {
  const query = new URLSearchParams({ of: /\p{L}{3}/u.test(sku) ? sku : name, ...(contents.length > 0 ? { with: contents.slice(0, 3).join(',') } : {}) });
  return `/art/${encodeURIComponent(type)}.svg?${query.toString()}`;
}

interface ItemArtProps extends Drawn {
  picture: string | null;
  class?: string;
  /** Seen at once: the browser need not wait until the page is scrolled to it. */
  isFirst?: boolean;
}

/** Decorative: the item's name always stands beside it. */
export function ItemArt({ picture, class: className, isFirst = false, ...item }: ItemArtProps) {
  const classes = ['art', picture ? '' : 'drawn', className].filter(Boolean).join(' ');
  return <img class={classes} src={picture ?? drawnPicture(item)} alt="" loading={isFirst ? undefined : 'lazy'} decoding="async" width="200" height="200" />;
}
