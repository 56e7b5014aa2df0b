import type { JSX } from 'preact';
import type { Say } from '../messages/messages.js';
import type { Choice } from './choices.js';
import { idOf, type ToldFields } from './use-method-fields.js';

type Kind = Choice['fields'][number]['kind'];

/** How each kind is typed: on which keyboard, and what the browser may fill in. */
const INPUTS: Readonly<Record<Kind, JSX.InputHTMLAttributes<HTMLInputElement>>> = {
  name: { type: 'text', autocomplete: 'name', maxLength: 100 }, full_name: { type: 'text', autocomplete: 'name', maxLength: 100 }, email: { type: 'email', inputMode: 'email', autocomplete: 'email', maxLength: 254 },
  phone: { type: 'tel', inputMode: 'tel', autocomplete: 'tel', maxLength: 24 }, code: { type: 'text', inputMode: 'numeric', autocomplete: 'one-time-code', maxLength: 7, spellcheck: false },
  tax_id_br: { type: 'text', autocomplete: 'off', autocapitalize: 'characters', maxLength: 18, spellcheck: false }, street: { type: 'text', autocomplete: 'address-line1', maxLength: 200 }, city: { type: 'text', autocomplete: 'address-level2', maxLength: 100 },
  region_br: { type: 'text', autocomplete: 'address-level1', autocapitalize: 'characters', maxLength: 2 }, postcode_br: { type: 'text', inputMode: 'numeric', autocomplete: 'postal-code', maxLength: 9 },
};

interface MethodFieldsProps {
  chosen: Choice;
  told: ToldFields;
  isDisabled: boolean;
  say: Say;
}

/** What the provider wants to know of her with the chosen method. */
export function MethodFields({ chosen, told, isDisabled, say }: MethodFieldsProps) {
  return (
    <fieldset class="methods needs" disabled={isDisabled}>
      <legend>{say('method_needs', { method: chosen.label })}</legend>
      {chosen.fields.map((field) => {
        const [id, fault] = [idOf(field.name), told.faultOf(field.name)];
        const hint = field.kind === 'code' ? say('field_code_hint') : field.format ? say('field_like', { format: field.format }) : '';
        return (
          <div class="field" key={field.name}>
            <label for={id}>{say(`field_${field.kind}`)}</label>
            <input {...INPUTS[field.kind]} id={id} name={id} required={field.required} value={told.valueOf(field)} aria-describedby={hint ? `${id}-problem ${id}-hint` : `${id}-problem`} {...(fault ? { 'aria-invalid': 'true' as const } : {})}
              onInput={(event) => told.type(field.name, event.currentTarget.value)} />
            {hint ? <p class="hint" id={`${id}-hint`}>{hint}</p> : null}
            <p class="error" id={`${id}-problem`} role="alert">{fault}</p>
          </div>
        );
      })}
    </fieldset>
  );
}
