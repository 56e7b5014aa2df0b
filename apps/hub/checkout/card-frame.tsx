import { useEffect, useRef, useState } from 'preact/hooks';
import type { MutableRef } from 'preact/hooks';
import type { CheckoutView } from '#sales/checkout/queries';
import type { Say } from '../messages/messages.js';

const ANSWERS_WITHIN_MS = 15_000;

/** Asks the provider's fields for a token: the token, or null when they refused (they say why themselves) or do not answer. */
export type Tokenize = () => Promise<{ token: string } | { refused: 'fields' | 'silent' }>;

interface CardFrameProps {
  frame: NonNullable<CheckoutView['card_frame']>;
  /** Which checkout the token is made for. */
  session: string;
  accent: string;
  scheme: 'dark' | 'light';
  say: Say;
  tokenize: MutableRef<Tokenize | null>;
  /** Enter was pressed in a field. */
  onEnter: () => void;
}

/** The provider's own card fields: what is typed there never reaches this page. */
export function CardFrame({ frame, session, accent, scheme, say, tokenize, onEnter }: CardFrameProps) {
  const element = useRef<HTMLIFrameElement>(null);
  const enter = useRef(onEnter);
  enter.current = onEnter;
  // Set once and after the listener stands, so that no message is missed and nothing typed is lost by drawing anew.
  const [source, setSource] = useState<string>();

  useEffect(() => {
    const prefix = `hubcraft.${frame.provider}.`;
    let answer: ((result: Awaited<ReturnType<Tokenize>>) => void) | null = null;
    const hear = (event: MessageEvent): void => {
      if (event.origin !== frame.origin || event.source !== element.current?.contentWindow) return;
      const message = event.data as { type?: string; height?: number; token?: string };
      if (message.type === `${prefix}height` && element.current) element.current.height = String(Math.min(900, Math.max(120, Number(message.height) || 0)));
      else if (message.type === `${prefix}enter`) enter.current();
      else if (message.type === `${prefix}token` && message.token) answer?.({ token: message.token });
      else if (message.type === `${prefix}error`) answer?.({ refused: 'fields' });
    };
    addEventListener('message', hear);
    tokenize.current = () => new Promise((resolve) => {
      const timer = setTimeout(() => answer?.({ refused: 'silent' }), ANSWERS_WITHIN_MS);
      answer = (result) => {
        clearTimeout(timer);
        answer = null;
        resolve(result);
      };
      element.current?.contentWindow?.postMessage({ type: `${prefix}submit` }, frame.origin);
    });
    const url = new URL(frame.frame_url);
    url.searchParams.set('session', session);
    url.searchParams.set('accent', accent);
    url.searchParams.set('scheme', scheme);
    url.searchParams.set('radius', '12');
    // The page's own colours, so that the provider's fields look like the others.
    const colours = getComputedStyle(document.documentElement);
    for (const [name, of] of [['background', '--background'], ['line', '--muted'], ['text', '--text'], ['muted', '--muted']] as const) url.searchParams.set(name, colours.getPropertyValue(of).trim());
    setSource(url.toString());
    return () => {
      removeEventListener('message', hear);
      tokenize.current = null;
    };
  }, []);

  return <iframe ref={element} class="card-frame" title={say('card_fields')} src={source} height="172" data-card-frame />;
}
