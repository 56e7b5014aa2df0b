/** Marks the shelf that is being read among the tabs; they lead to the shelves without it. */
export function followShelves(nav: HTMLElement): void {
  const links = [...nav.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')];
  const shelves = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1)))!);
  const mark = (): void => {
    // The last one that has reached the upper third of the window; at the end of the page there is nothing after it.
    const isAtEnd = Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight;
    const reached = isAtEnd ? shelves.length - 1 : shelves.findLastIndex((shelf) => shelf.getBoundingClientRect().top < innerHeight / 3);
    links.forEach((link, at) => (at === Math.max(0, reached) ? link.setAttribute('aria-current', 'true') : link.removeAttribute('aria-current')));
  };
  let isWaiting = false;
  addEventListener('scroll', () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      mark();
    });
  }, { passive: true });
  mark();
}
