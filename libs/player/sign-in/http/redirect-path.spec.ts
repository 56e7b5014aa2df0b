import { isPathOfHub } from './redirect-path.js';

describe('The path that a login leads to', () => {
  it.each(['/', '/items/sit_1', '/?tab=gems', '/purchases#last', '/a%20b'])('may be %s', (path) => expect(isPathOfHub(path)).toBe(true));
  it.each(['', 'items', '//evil.example', '/\\evil.example', 'https://evil.example/', '/\u0009/evil.example', '/..//evil.example', '/../../go/login', `/${'a'.repeat(2_000)}`, 'javascript:alert(1)'])(
    'may not be %j', (path) => expect(isPathOfHub(path)).toBe(false));
});
