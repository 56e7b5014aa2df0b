import { useState } from 'preact/hooks';
import type { CheckoutView } from '#sales/checkout/queries';
import type { Locale, Say } from '../messages/messages.js';
import { safeLink } from './session.js';

interface HowToPayProps {
  how: NonNullable<NonNullable<CheckoutView['payment']>['instructions']>;
  email: string;
  locale: Locale;
  say: Say;
}

/** In one zone for all, so that the server and every browser write the same. */
const written = (seconds: number, locale: Locale): string => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC', timeZoneName: 'short' }).format(new Date(seconds * 1_000));

/** What she has to do elsewhere: confirm it in her app, or pay by a number or a code, until when. */
export function HowToPay({ how, email, locale, say }: HowToPayProps) {
  const [isCopied, setCopied] = useState(false);
  if (how.kind === 'app') return <p>{say('confirm_in_app')}</p>;
  const { reference } = how;
  const page = safeLink(how.url);
  return (
    <>
      <p>{say(how.kind === 'voucher' ? 'pay_voucher' : 'pay_qr', { email })}</p>
      {reference ? (
        <div class="pay-reference">
          <p class="hint">{say(how.kind === 'voucher' ? 'pay_reference' : 'pay_qr_text')}</p>
          <p><code data-pay-reference>{reference}</code></p>
          <button class="button quiet small" type="button" onClick={() => void navigator.clipboard?.writeText(reference).then(() => setCopied(true), () => setCopied(false))}>{say('pay_copy')}</button>
          <span class="hint" role="status">{isCopied ? say('pay_copied') : ''}</span>
        </div>
      ) : null}
      {how.due_at === null ? null : <p class="muted">{say('pay_until', { when: written(how.due_at, locale) })}</p>}
      {page ? <div class="ways"><a class="button wide" href={page} target="_blank" rel="noopener noreferrer">{say('pay_page')}</a></div> : null}
    </>
  );
}
