/* SPDX-License-Identifier: Apache-2.0 */
import { h } from './dom.js';

const LASTING = 8000;
let names = 0;

/**
 * Asks. Resolves with undefined when the person thinks better of it, else with the text of the field, or "" without one.
 */
export function ask({ title, text, confirm, danger, field }) {
  const heading = `dialog-${++names}`;
  const input = field && h('textarea', { id: `${heading}-field`, rows: 3, maxlength: 500, required: true });
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', { id: heading }, title),
    [].concat(text).map((line) => h('p', {}, line)),
    field && h('div', { class: 'field' }, h('label', { for: input.id }, field), input),
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'submit', value: 'no', formnovalidate: true }, 'Cancel'),
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
