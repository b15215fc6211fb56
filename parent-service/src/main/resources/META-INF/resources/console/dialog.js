/* SPDX-License-Identifier: Apache-2.0 */
import { h } from './dom.js';

const LASTING = 8000;
let names = 0;

/**
 * Asks. Resolves with undefined when the person thinks better of it, else with the text of the field, or "" without one. What is secret
 * is not shown.
 */
export function ask({ title, text, confirm, danger, field, secret }) {
  const heading = `dialog-${++names}`;
  const id = `${heading}-field`;
  const input = field && (secret ? h('input', { id, type: 'password', autocomplete: 'off', required: true }) : h('textarea', { id, rows: 3, maxlength: 500, required: true }));
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', { id: heading }, title),
    [].concat(text).map((line) => h('p', {}, line)),
    field && h('div', { class: 'field' }, h('label', { for: input.id }, field), input),
    h(
      'div',
      { class: 'actions' },
      // Not the first to submit, which is the one that Enter in a field presses.
      h('button', { type: 'button', onclick: () => dialog.close('no') }, 'Cancel'),
      h('button', { type: 'submit', value: 'yes', class: danger ? 'danger' : 'primary' }, confirm),
    ),
  );
  const dialog = h('dialog', { 'aria-labelledby': heading }, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes' ? (input?.value.trim() ?? '') : undefined);
    });
    dialog.showModal();
  });
}

/** Closes whatever is asked, because the view that asked has gone. */
export function dismiss() {
  document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close('no'));
}

/** Says it where it can be seen and heard. */
export function tell(text, bad = false) {
  const message = h('p', { class: bad ? 'message bad' : 'message' }, text);
  const messages = document.getElementById('messages');
  messages.append(message);
  while (messages.childElementCount > 3) {
    messages.firstElementChild.remove();
  }
  setTimeout(() => message.remove(), LASTING);
}
