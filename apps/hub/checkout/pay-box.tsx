import { useEffect, useRef, useState } from 'preact/hooks';
import type { Say } from '../messages/messages.js';
import { placeRefused } from '../messages/place-refused.js';
import { CardFrame } from './card-frame.js';
import { MethodFields } from './method-fields.js';
import { WalletFrame } from './wallet-frame.js';
import { choicesOf, chosenOf, type Choice } from './choices.js';
import type { CheckoutSession, SeenTotal } from './session.js';
import type { Checkout } from './use-checkout.js';

/** What she should know before she pays by it; nothing of cards, whose fields stand there. */
function wordOn({ kind, refund, label }: Choice, say: Say): string {
  const way = kind === 'wallet' ? say('method_by_sheet', { method: label }) : kind === 'redirect' ? say('method_by_page', { method: label }) : kind === 'app' ? say('method_by_app') : kind === 'async' ? say('method_takes_time') : '';
  return refund === 'none' ? `${way} ${say('method_not_refunded')}`.trim() : way;
}

interface MethodsProps {
  choices: Choice[];
  chosen: Choice | undefined;
  isDisabled: boolean;
  /** Only the chosen one stands there, until others are asked for. */
  isBrief: boolean;
  say: Say;
  onChoose: (key: string) => void;
  /** Takes what she has saved away again. */
  onRemove: (id: string) => void;
}

function Methods({ choices, chosen, isDisabled, isBrief, say, onChoose, onRemove }: MethodsProps) {
  const [isOpen, setOpen] = useState(!isBrief);
  const list = useRef<HTMLFieldSetElement>(null);
  useEffect(() => { if (isBrief && isOpen) list.current?.querySelector<HTMLElement>('input:checked')?.focus(); }, [isOpen]);
  if (!chosen) return null;
  // Read out when she chooses another one.
  const word = (
    <>
      <p class="hint method-word" id="method-word" aria-live="polite">{wordOn(chosen, say)}</p>
      {chosen.kind === 'saved' ? <button class="button quiet small method-word" type="button" disabled={isDisabled} onClick={() => onRemove(chosen.key)}>{say('saved_remove', { what: chosen.label })}</button> : null}
    </>
  );
  if (isOpen && choices.length > 1) {
    return (
      <fieldset class="methods" disabled={isDisabled} ref={list}>
        <legend>{say('payment_method')}</legend>
        {choices.map((each) => (
          <label class="method">
            <input type="radio" name="method" value={each.key} checked={each === chosen} aria-describedby={each === chosen ? 'method-word' : undefined} onChange={() => onChoose(each.key)} />
            <span>{each.label}</span>
          </label>
        ))}
        {word}
      </fieldset>
    );
  }
  if (choices.length < 2 && chosen.kind === 'card') return null;
  return (
    <>
      <p class="brief">
        <span>{chosen.label}</span>
        {choices.length > 1 ? <button class="button quiet small" type="button" disabled={isDisabled} onClick={() => setOpen(true)}>{say('other_methods')}</button> : null}
      </p>
      {word}
    </>
  );
}

/** What she agrees to by her own tick: never set beforehand, and gone when other words stand there. */
function Consent({ checkout, say }: { checkout: Checkout; say: Say }) {
  const { waiver } = checkout.view;
  if (!waiver) return <p class="consent" id="consent">{say('immediate_delivery')}</p>;
  return (
    <label class="agree">
      <input id="waiver" name="waiver" type="checkbox" required checked={checkout.agreed === waiver.words} disabled={checkout.isPaying} onChange={(event) => checkout.agree(event.currentTarget.checked ? waiver.words : '')} />
      <span id="consent" lang={waiver.locale}>{waiver.words}</span>
    </label>
  );
}

/** Whether what she pays with is to be kept: her own tick, never set beforehand. */
function SaveBox({ checkout, chosen }: { checkout: Checkout; chosen: Choice | undefined }) {
  const { saving } = checkout.view;
  if (!saving || !chosen || chosen.kind === 'saved' || !saving.methods.includes(chosen.method)) return null;
  const { words, locale } = saving.consent;
  return (
    <label class="agree">
      <input id="save" name="save" type="checkbox" checked={checkout.kept === words} disabled={checkout.isPaying} onChange={(event) => checkout.keep(event.currentTarget.checked ? words : '')} />
      <span lang={locale}>{words}</span>
    </label>
  );
}

interface PayBoxProps {
  checkout: Checkout;
  session: CheckoutSession;
  say: Say;
  method: string;
  isBrief: boolean;
  onChoose: (method: string) => void;
  /** A press on the button begins, with what stands on it. */
  onPress: (seen: SeenTotal | null) => void;
}

export function PayBox({ checkout, session, say, method, isBrief, onChoose, onPress }: PayBoxProps) {
  const { view, total } = checkout;
  const choices = choicesOf(view, say, checkout.wallets);
  const chosen = chosenOf(choices, method);
  // The fields stay in the page once they are there, so that switching the method or the country loses nothing that was typed.
  const frame = useRef(view.card_frame);
  // Another place can bring another provider: a card that was typed for one is nothing to the other.
  if (view.card_frame && (frame.current?.provider !== view.card_frame.provider || new URL(frame.current.frame_url).pathname !== new URL(view.card_frame.frame_url).pathname)) frame.current = view.card_frame;
  const { refusal_code, country_name, country } = view.place;
  const refused = refusal_code && checkout.typed.country === country ? placeRefused(refusal_code, country_name ?? country ?? '', say) : null;
  const known = checkout.isSaving ? '' : say('total_unknown');
  return (
    <section class="panel" aria-labelledby="payment-title">
      <h2 id="payment-title">{say('payment')}</h2>
      <Methods choices={choices} chosen={chosen} isDisabled={checkout.isPaying} isBrief={isBrief} say={say} onChoose={onChoose} onRemove={(id) => void checkout.removeSaved(id)} />
      {chosen && chosen.fields.length > 0 ? <MethodFields chosen={chosen} told={checkout.told} isDisabled={checkout.isPaying} say={say} /> : null}
      {frame.current ? (
        <div hidden={chosen?.kind !== 'card'}>
          <CardFrame key={new URL(frame.current.frame_url).pathname + frame.current.provider} frame={frame.current} session={view.order_id} accent={session.accent} scheme={session.scheme} say={say} tokenize={checkout.tokenize} onEnter={() => void checkout.pay(method, total)} />
          <p class="hint">{say('card_by')}</p>
        </div>
      ) : null}
      {checkout.wallets.frame ? <WalletFrame sheet={checkout.wallets.frame} accent={session.accent} scheme={session.scheme} say={say} /> : null}
      <SaveBox checkout={checkout} chosen={chosen} />
      {refused ? <p class="error" role="alert">{refused}</p> : null}
      <p class="error" role="alert">{checkout.problem}</p>
      <Consent checkout={checkout} say={say} />
      <button class="button wide pay" type="submit" aria-describedby="consent" disabled={!checkout.isReady || checkout.isPaying || checkout.isRefused || refused !== null} aria-busy={checkout.isPaying || checkout.isSaving}
        onPointerDown={() => onPress(total)} onClick={(event) => { if (event.detail > 1) event.preventDefault(); }}>
        {checkout.isPaying ? say('paying') : total ? say('pay', { total: total.display }) : say('pay_unknown')}
      </button>
      <p class="sr" role="status" aria-live="polite">{total ? say('total_is', { total: total.display }) : known}</p>
      <noscript><p class="error">{say('needs_script')}</p></noscript>
    </section>
  );
}
