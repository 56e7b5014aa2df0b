/** `{order_id}`, also as a library that builds addresses writes it. */
const PLACE = /\{order_id\}|%7Border_id%7D/gi;

/** Where a player is led back to: an address that the studio wrote, with the order's id where it asks for it. */
export function wayBack(address: string | null, orderId: string): string | null {
  return address && address.replace(PLACE, () => encodeURIComponent(orderId));
}
