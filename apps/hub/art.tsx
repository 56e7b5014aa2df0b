/** Pictures for items that have none: a motif that fits the name, on a gradient that is always the same for a sku. */

const MOTIFS: [words: RegExp, paths: string[]][] = [
  [/bundle|pack|kit|crate|box/, ['M14 26h36v24a3 3 0 0 1-3 3H17a3 3 0 0 1-3-3z', 'M11 18h42v8H11z', 'M29 18h6v35h-6z', 'M32 18c-3-9-15-10-14-3 0 3 7 3 14 3zm0 0c3-9 15-10 14-3 0 3-7 3-14 3z']],
  [/key/, ['M22 14a12 12 0 1 1 0 24 12 12 0 0 1 0-24zm0 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10z', 'M31 30l20 20v5h-7v-5h-5v-5h-5l-7-7z']],
  [/^ring|amulet|relic|jewel/, ['M32 25a15 15 0 1 1 0 30 15 15 0 0 1 0-30zm0 6a9 9 0 1 0 0 18 9 9 0 0 0 0-18z', 'M24 8h16l5 7-13 12-13-12z']],
  [/ember|gem|crystal|diamond|ruby|fire/, ['M32 8c3 9 13 13 13 27a13 13 0 0 1-26 2c-1-8 4-11 6-17 2 4 3 6 3 9 4-5 5-12 4-21z', 'M32 36c2 4 6 6 6 11a6 6 0 0 1-12 0c0-5 4-6 6-11z']],
  [/gold|coin|silver|cash|money/, ['M32 12c11 0 18 4 18 9s-7 9-18 9-18-4-18-9 7-9 18-9z', 'M14 27c3 4 10 6 18 6s15-2 18-6v8c0 5-7 9-18 9s-18-4-18-9z', 'M14 41c3 4 10 6 18 6s15-2 18-6v5c0 5-7 9-18 9s-18-4-18-9z']],
  [/sword|blade|frost|dagger|knife/, ['M50 8l4 0 0 4-24 28-6-6z', 'M16 32l16 16-4 4-5-5-8 9-6-6 9-8-6-6z']],
  [/bow|arrow/, ['M14 10c26 0 40 14 40 40l-5 0C49 28 36 15 14 15z', 'M12 52l30-30-6-1 14-7-7 14-1-6-28 32z']],
  [/staff|wand/, ['M40 8a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm0 5a5 5 0 1 0 0 10 5 5 0 0 0 0-10z', 'M31 24l9 9-24 23-8-8z']],
  [/hammer|axe|mace/, ['M28 26h8v30h-8z', 'M14 10h30a6 6 0 0 1 6 6v8H14z']],
  [/shield|guard|lantern-shield/, ['M32 7l20 7v15c0 14-9 22-20 28-11-6-20-14-20-28V14zm0 8l-12 4v10c0 9 5 15 12 19z']],
  [/armor|plate|leather|cloak|veil|skin/, ['M22 9l10 6 10-6 13 9-6 12-5-3v28H20V27l-5 3-6-12z']],
  [/potion|elixir|heal|mana/, ['M26 7h12v5l-2 2v9l12 20c3 6 0 13-7 13H23c-7 0-10-7-7-13l12-20v-9l-2-2zM25 38h14l-5-9h-4z']],
  [/scroll|map|rename|name|token/, ['M16 10h30a6 6 0 0 1 6 6v6h-9v26a6 6 0 0 1-6 6H16a6 6 0 0 1-6-6v-5h8V16z', 'M24 22h13v4H24zm0 8h13v4H24zm0 8h9v4h-9z']],
  [/hero|knight|champion|character/, ['M32 6c10 0 17 7 17 18v8l-6 4v10l-8 10h-6l-8-10V36l-6-4v-8C15 13 22 6 32 6zm-10 20v5l7 2v-5zm20 0l-7 2v5l7-2z']],
  [/mount|drake|elk|horse|pet|wisp/, ['M32 30c8 0 15 8 15 15 0 6-5 9-9 8-4-2-8-2-12 0-4 1-9-2-9-8 0-7 7-15 15-15z', 'M15 22a5 7 0 1 1 0 14 5 7 0 0 1 0-14zm34 0a5 7 0 1 1 0 14 5 7 0 0 1 0-14zM25 9a5 7 0 1 1 0 14 5 7 0 0 1 0-14zm14 0a5 7 0 1 1 0 14 5 7 0 0 1 0-14z']],
  [/boost|xp|blessing|energy|speed/, ['M36 5L14 36h14l-4 23 26-34H35z']],
  [/pass|season|subscription|vip/, ['M8 20h48v9a5 5 0 0 0 0 9v9H8v-9a5 5 0 0 0 0-9zm24 5l-3 6-7 1 5 5-1 7 6-3 6 3-1-7 5-5-7-1z']],
  [/slot|bag|inventory|pocket/, ['M24 20v-4a8 8 0 0 1 16 0v4h9l4 33a3 3 0 0 1-3 3H14a3 3 0 0 1-3-3l4-33zm4 0h8v-4a4 4 0 0 0-8 0z']],
];

const TYPE_WORDS: Record<string, string> = { bundle: 'bundle', lootbox: 'box', currency: 'coin', virtual_currency: 'coin', subscription: 'pass' };

/** Colours that words bring with them; everything else has one of its own, by its sku. */
const HUES: [words: RegExp, hue: number][] = [[/ember|fire|molten|cinder|ruby|heal/, 16], [/gold|coin|dawn|lantern/, 42], [/frost|silver|mist|tide|mana|diamond/, 206], [/bronze|leather|oath/, 28], [/emerald|gale|scout/, 145], [/dusk|veil|season|pass|raven/, 268]];

/** A small number that is always the same for the same text. */
function hash(text: string): number {
  let value = 2166136261;
  for (const letter of text) value = Math.imul(value ^ letter.codePointAt(0)!, 16777619) >>> 0;
  return value;
}

function initials(name: string): string {
  return name.split(/\s+/).map((word) => [...word][0] ?? '').filter((letter) => /\p{L}|\p{N}/u.test(letter)).slice(0, 2).join('').toUpperCase() || '?';
}

export function motifOf(sku: string, type: string): string[] | null {
  // What the sku does not say, the type may.
  const said = [sku.toLowerCase(), TYPE_WORDS[type] ?? ''];
  return said.flatMap((text) => (text ? MOTIFS.filter(([words]) => words.test(text)) : []))[0]?.[1] ?? null;
}

/** Decorative: the item's name always stands beside it. */
export function ItemArt({ sku, type, name, picture, class: className }: { sku: string; type: string; name: string; picture: string | null; class?: string }) {
  if (picture) return <img class={`art ${className ?? ''}`} src={picture} alt="" loading="lazy" decoding="async" width="400" height="400" />;
  const hue = HUES.find(([words]) => words.test(sku.toLowerCase()))?.[1] ?? hash(sku) % 360;
  const id = `g${hash(sku).toString(36)}`;
  const motif = motifOf(sku, type);
  return (
    <svg class={`art ${className ?? ''}`} viewBox="0 0 64 64" aria-hidden="true" focusable="false" preserveAspectRatio="xMidYMid slice">
      <defs>
        <radialGradient id={id} cx="50%" cy="38%" r="80%">
          <stop offset="0" stop-color={`hsl(${hue} 68% 52%)`} />
          <stop offset="0.55" stop-color={`hsl(${(hue + 24) % 360} 62% 30%)`} />
          <stop offset="1" stop-color={`hsl(${(hue + 40) % 360} 60% 14%)`} />
        </radialGradient>
        <linearGradient id={`${id}m`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="#fff" />
          <stop offset="1" stop-color={`hsl(${hue} 80% 82%)`} />
        </linearGradient>
      </defs>
      <rect width="64" height="64" fill={`url(#${id})`} />
      <g fill="#fff" fill-opacity="0.07">
        <path d="M32 32L-8 6-8 22z" /><path d="M32 32L18-10 34-10z" /><path d="M32 32L72 4 72 20z" /><path d="M32 32L74 46 70 64z" /><path d="M32 32L26 76 10 76z" /><path d="M32 32L-10 52-10 40z" />
      </g>
      {motif ? (
        <g transform="translate(12.8 12.8) scale(0.6)">
          <g fill="#000" fill-opacity="0.28" transform="translate(0 3)">{motif.map((d) => <path d={d} fill-rule="evenodd" />)}</g>
          <g fill={`url(#${id}m)`} stroke={`hsl(${hue} 60% 20%)`} stroke-width="1.2" stroke-linejoin="round">{motif.map((d) => <path d={d} fill-rule="evenodd" />)}</g>
        </g>
      ) : (
        <text x="32" y="39" text-anchor="middle" font-size="20" font-weight="800" fill="#fff">{initials(name)}</text>
      )}
    </svg>
  );
}
