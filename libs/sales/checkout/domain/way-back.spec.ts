import { wayBack } from './way-back.js';

describe('the way back', () => {
  it.each<[string | null, string | null]>([
    [null, null], ['mygame://shop', 'mygame://shop'], ['mygame://done?order={order_id}', 'mygame://done?order=ord_1'], ['https://shop.example/{order_id}/thanks#{order_id}', 'https://shop.example/ord_1/thanks#ord_1'],
    ['https://shop.example/?o=%7Border_id%7D', 'https://shop.example/?o=ord_1'], ['https://shop.example/?o=%7border_id%7d&p={player_id}', 'https://shop.example/?o=ord_1&p={player_id}'],
  ])('of %s leads to %s', (address, led) => expect(wayBack(address, 'ord_1')).toBe(led));

  it('cannot be left by what stands in an id', () => expect(wayBack('https://a.example/?o={order_id}', 'a&b=c/$&')).toBe('https://a.example/?o=a%26b%3Dc%2F%24%26'));
});
