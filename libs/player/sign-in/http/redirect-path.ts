const BASE = 'https://hub.invalid/h/x';

/** True for a path below the hub: no other host, no way up, nothing that a browser reads as one. */
export function isPathOfHub(path: string): boolean {
  if (path.length > 1_000 || !path.startsWith('/') || /[\\\p{Cc}]/u.test(path) || path.includes('//')) return false;
  try {
    const url = new URL(BASE + path);
    return url.origin === 'https://hub.invalid' && url.pathname.startsWith('/h/x/') && !/%2e|%2f|%5c/i.test(url.pathname);
  } catch {
    return false;
  }
}
