import type { ToneName } from './paint.js';

/** What is drawn for an item: always the same for the same sku and type. */
export interface Look {
  kind: string;
  tone: ToneName;
  /** Which of the drawings of its kind. */
  variant: number;
  /** 0 to 5: how much there is of it. */
  size: number;
  /** 0 to 4: how splendid its frame is. */
  grade: number;
}

/** Kinds by the words of a sku, the first that fits; how splendid such things are by themselves. */
const KINDS: [words: RegExp, kind: string, grade: number][] = [
  [/bundle|\bpack\b|\bkit\b|arsenal/, 'bundle', 2],
  [/skin|costume|outfit/, 'costume', 2],
  [/hero|knight|champion|character|portrait/, 'hero', 3],
  [/player|avatar/, 'hero', 0],
  [/relic|orb|artefact|artifact/, 'relic', 2],
  [/key/, 'key', 1],
  [/^ring|signet/, 'ring', 1],
  [/amulet|necklace|talisman|pendant/, 'amulet', 1],
  [/crate|lootbox|\bbox\b/, 'crate', 2],
  [/dagger|knife/, 'dagger', 1],
  [/sword|blade|katana/, 'sword', 2],
  [/bow|arrow/, 'bow', 2],
  [/staff|wand|scepter/, 'staff', 3],
  [/axe/, 'axe', 2],
  [/hammer|mace/, 'hammer', 3],
  [/shield|buckler/, 'shield', 2],
  [/cloak|cape|robe|veil/, 'cloak', 1],
  [/leather|jacket|vest|scout/, 'leathers', 1],
  [/armou?r|plate|mail/, 'plate', 3],
  [/helm|mask|hat/, 'helm', 1],
  [/potion|elixir|flask|heal|mana/, 'potion', 0],
  [/elk|stag|deer/, 'elk', 3],
  [/drake|dragon|wyvern/, 'drake', 4],
  [/mount|horse|steed/, 'steed', 3],
  [/wisp|pet|spirit|companion/, 'wisp', 2],
  [/build|worker|craft/, 'builder', 1],
  [/boost.*(gold|coin)|merchant/, 'purse', 1],
  [/xp|experience|wisdom|tome|book/, 'book', 1],
  [/boost|energy|stamina|speed/, 'lightning', 1],
  [/season|pass\b|banner/, 'pass', 4],
  [/rename|nametag|\bname\b|quill/, 'quill', 0],
  [/scroll|map|recall|recipe/, 'scroll', 0],
  [/slot|bag\b|inventory|pocket/, 'backpack', 1],
  [/time|hour|speedup/, 'hourglass', 1],
  [/food|meal|ration/, 'food', 0],
  [/torch|lantern|light/, 'torch', 1],
  [/vip|crown|subscription/, 'crown', 4],
  [/gold|coin|silver|cash|money|credit/, 'gold', 0],
  [/ember|gem|crystal|diamond|ruby|shard/, 'embers', 0],
];

const TYPE_KINDS = new Map<string, [kind: string, grade: number]>([
  ['bundle', ['bundle', 2]], ['lootbox', ['crate', 2]], ['currency', ['embers', 0]], ['virtual_currency', ['embers', 0]], ['subscription', ['crown', 4]], ['player', ['hero', 0]],
]);

const TONE_WORDS: [words: RegExp, tone: ToneName][] = [
  [/aurora/, 'aurora'], [/frost|ice|mana|mist|diamond/, 'frost'], [/molten|ember|fire|flame|cinder|ruby/, 'ember'], [/heal|blood|rose|decline/, 'rose'], [/tide|sea|water/, 'tide'], [/dusk|shadow|season|raven|\bnight/, 'dusk'],
  [/gold|coin|dawn|lantern|oath|merchant|sun/, 'dawn'], [/gale|leaf|scout|wind|emerald|explorer|forest/, 'leaf'], [/silver|warden|knight|iron|steel/, 'steel'], [/ash|bronze|leather|pocket|build/, 'ash'],
];
const TONE_CYCLE: ToneName[] = ['frost', 'ember', 'dusk', 'leaf', 'tide', 'dawn', 'rose', 'aurora'];

/** What the faces of `heroes.ts` wear where no word says otherwise. */
const PORTRAIT_TONES: ToneName[] = ['leaf', 'ash', 'frost', 'dusk', 'steel'];

/** A small number that is always the same for the same text. */
function hash(text: string): number {
  let value = 2166136261;
  for (const letter of text) value = Math.imul(value ^ letter.codePointAt(0)!, 16777619) >>> 0;
  return value;
}

/** "embers-15000" and "gold-60k" say how much there is. */
function sizeOf(words: string, kind: string): number {
  const [, digits, thousands] = /(\d{2,9})(k?)\b/.exec(words) ?? [];
  if (!digits) return 1;
  const amount = Number(digits) * (thousands ? 1_000 : 1) / (kind === 'gold' ? 20 : 1);
  return [300, 1_000, 2_000, 5_000, 12_000].filter((bound) => amount >= bound).length;
}

/** A costume shows the one who wears it: "skin-kestrel-dusk" has the face of "hero-kestrel". */
function faceOf(words: string): number {
  if (/knight|paladin|guard/.test(words)) return PORTRAIT_TONES.length - 1;
  const who = words.split('-').find((word) => !/^(hero|skin|costume|outfit)$/.test(word)) ?? words;
  return hash(`mask 195 ${who}`) % PORTRAIT_TONES.length;
}

export function lookOf(sku: string, type: string): Look {
  const words = sku.toLowerCase().replace(/[_.\s]+/g, '-');
  const byWords = KINDS.find(([pattern]) => pattern.test(words));
  const byType = TYPE_KINDS.get(type);
  // A bundle of swords is a bundle.
  const [kind, plain] = type === 'bundle' && byType ? byType : byWords ? [byWords[1], byWords[2]] : (byType ?? ['crystal', 1]);
  const size = sizeOf(words, kind);
  const isMoney = kind === 'embers' || kind === 'gold';
  const metal = kind === 'key' ? (/gold/.test(words) ? 2 : /silver/.test(words) ? 1 : 0) : 0;
  const isPortrait = kind === 'hero' || kind === 'costume';
  const face = faceOf(words);
  return {
    kind, size,
    tone: TONE_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? (isPortrait ? PORTRAIT_TONES[face]! : TONE_CYCLE[hash(words) % TONE_CYCLE.length]!),
    variant: kind === 'key' ? metal : isPortrait ? face : kind === 'sword' ? (/frost|ice|crystal/.test(words) ? 1 : (hash(words) % 2) * 2) : 0,
    grade: Math.min(4, (isMoney ? size : plain + metal) + (/legend|mythic|epic|hoard/.test(words) ? 2 : 0)),
  };
}
