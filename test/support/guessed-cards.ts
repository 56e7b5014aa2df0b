/** Issuers of the players' cards: few have many of them, most have few. */
const ISSUERS_OF_PLAYERS = 2_000;

/** The first eight digits of the cards of the `n`th issuer. */
export const issuer = (n: number): string => `4${String(1_000_003 + n * 137).slice(-7)}`;

/** The issuer of a player's card. */
export const issuerOfPlayers = (random: () => number): string => issuer(Math.floor(ISSUERS_OF_PLAYERS ** random()) - 1);

/** One of whom a bot guesses cards: any of them. */
export const issuerOfBots = (random: () => number): string => issuer(Math.floor(random() * ISSUERS_OF_PLAYERS));

/** The `n`th card of an issuer (eight digits) as the sandbox provider knows it: one that pays, or one whose bank says no. */
export function cardOf(bin: string, n: number, pays: boolean): string {
  const body = `${bin}${pays ? '77' : '11'}${String(n).padStart(5, '0')}`;
  const sum = [...body].reduce((total, digit, place) => total + (place % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)]! : Number(digit)), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}
