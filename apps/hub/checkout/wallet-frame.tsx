import { useEffect, useRef, useState } from 'preact/hooks';
import type { Say } from '../messages/messages.js';
import type { FrameSheet } from './use-wallets.js';

/** The sandbox's sheet of a wallet, in place of a device's. */
export function WalletFrame({ sheet: { wallet, total, answer }, accent, scheme, say }: { sheet: FrameSheet; accent: string; scheme: 'dark' | 'light'; say: Say }) {
  const element = useRef<HTMLIFrameElement>(null);
  const [source, setSource] = useState<string>();
  useEffect(() => {
    const prefix = `hubcraft.${wallet.provider}.`;
    const hear = (event: MessageEvent): void => {
      if (event.origin !== wallet.origin || event.source !== element.current?.contentWindow) return;
      const message = event.data as { type?: string; token?: string; height?: number };
      if (message.type === `${prefix}wallet_token` && message.token) answer(message.token);
      else if (message.type === `${prefix}wallet_cancelled`) answer(null);
      else if (message.type === `${prefix}height` && element.current) element.current.height = String(Math.min(900, Math.max(200, Number(message.height) || 0)));
    };
    addEventListener('message', hear);
    const url = new URL(wallet.frame_url!);
    const colours = getComputedStyle(document.documentElement);
    const look = { amount: total.display, accent, scheme, ...Object.fromEntries(([['background', '--background'], ['line', '--muted'], ['text', '--text'], ['muted', '--muted']] as const).map(([name, of]) => [name, colours.getPropertyValue(of).trim()])) };
    for (const [name, value] of Object.entries(look)) url.searchParams.set(name, value);
    setSource(url.toString());
    element.current?.scrollIntoView({ block: 'nearest' });
    return () => {
      removeEventListener('message', hear);
      // A sheet that is gone answers nothing more.
      answer(null);
    };
  }, []);
  return <iframe ref={element} class="card-frame" title={say('wallet_sheet', { wallet: wallet.label })} src={source} height="420" data-wallet-sheet onLoad={() => element.current?.focus()} />;
}
