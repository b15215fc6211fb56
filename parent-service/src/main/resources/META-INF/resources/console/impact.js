/* SPDX-License-Identifier: Apache-2.0 */
import { ask, tell } from './dialog.js';
import { chip, deletionLink, heading, problem } from './parts.js';
import { count, number, table } from './format.js';
import { get, remove } from './api.js';
import { h, show } from './dom.js';
import { pulse } from './pulse.js';

/** What would go along with a parent, asked before anything is deleted. */
export function impact(root, parameters, signal, id) {
  let answer;
  let failure;
  let asking = Boolean(id);

  const draw = () => signal.aborted || show(root, heading('Impact'), lead(), form(id), asking && h('p', { class: 'muted', 'data-key': 'asking' }, 'Asking every service below…'), failure && problem(failure.error, failure.advice), answer && result(id, answer, () => erase(answer)));
  const erase = async () => {
    const sure = await ask({
      title: `Delete parent ${id}?`,
      text: [answer.partial ? 'Not every service has answered, so more may go than is shown.' : `With it go ${count(total(answer.relationships), 'row')} of other tables.`, 'The parent is gone at once; the rest follows.'],
      confirm: 'Delete',
      danger: true,
    });
    if (sure === undefined) {
      return;
    }
    try {
      const deleted = await remove(`/parents/${encodeURIComponent(id)}`, signal);
      tell(`Parent ${id} was deleted.`);
      location.hash = deleted.id ? deletionLink(deleted.id) : '#/deletions';
    } catch (error) {
      failure = { error, advice: 'Nothing was deleted.' };
      draw();
    }
  };
  draw();
  if (!id) {
    pulse('idle');
  } else {
    get(`/parents/${encodeURIComponent(id)}/impact`, signal)
      .then((found) => {
        answer = found;
        pulse('idle');
      })
      .catch((error) => {
        pulse(error.status ? 'idle' : 'lost');
        failure = { error, advice: error.status === 404 ? 'There may be no such parent, or this version of the service cannot tell the impact.' : 'Nothing was deleted. Ask again.' };
      })
      .finally(() => {
        asking = false;
        draw();
      });
  }
}

function lead() {
  return h('p', { class: 'lead', 'data-key': 'lead' }, 'What would go along with a parent, table by table and level by level. Asking deletes nothing.');
}

function form(id) {
  const submit = (event) => {
    event.preventDefault();
    const wanted = event.currentTarget.elements.parent.value.trim();
    const hash = `#/impact/${encodeURIComponent(wanted)}`;
    if (location.hash === hash) {
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    } else {
      location.hash = hash;
    }
  };
  return h(
    'form',
    { class: 'filters', 'data-key': 'form', onsubmit: submit },
    h('div', { class: 'field' }, h('label', { for: 'parent' }, 'Parent’s id'), h('input', { id: 'parent', name: 'parent', inputmode: 'numeric', pattern: '-?[0-9]+', title: 'A whole number', required: true, autocomplete: 'off', value: id ?? '' })),
    h('button', { type: 'submit', class: 'primary' }, 'Show the impact'),
  );
}

function result(id, answer, erase) {
  return h(
    'section',
    { 'data-key': 'result', 'aria-label': 'Impact', 'aria-live': 'polite' },
    h('h2', {}, `Parent ${id} and ${count(total(answer.relationships), 'row')} of other tables`),
    answer.partial && h('p', { class: 'notice tone-wait' }, 'Not every service has answered in time: more may go than is shown.'),
    answer.relationships.length ? branches(answer.relationships) : h('p', { class: 'empty' }, 'Nothing refers to it.'),
    h('p', { class: 'actions' }, h('button', { type: 'button', class: 'danger', onclick: erase }, `Delete parent ${id}…`)),
  );
}

function branches(relationships) {
  return h(
    'ul',
    { class: 'tree' },
    relationships.map((relationship) => h('li', { 'data-key': relationship.name }, node(relationship), relationship.relationships?.length > 0 && branches(relationship.relationships))),
  );
}

function node({ name, service, table: of, onDelete, rows, atLeast, restricts, error }) {
  return h(
    'div',
    { class: 'node' },
    h('div', { class: 'card-head' }, h('h3', {}, name), error ? chip('unreachable', 'no answer') : null),
    h('p', { class: 'muted' }, `${table(of)} in ${service}, ${onDelete}`),
    error ? h('p', { class: 'reason' }, error) : h('p', {}, h('b', {}, `${atLeast ? 'at least ' : ''}${number(rows)}`), ` ${rows === 1 ? 'row' : 'rows'} ${restricts ? 'would refuse the delete' : verb(onDelete, rows)}`),
  );
}

function verb(onDelete, rows) {
  if (/^SET/.test(onDelete)) {
    return rows === 1 ? 'would lose its reference' : 'would lose their reference';
  }
  return onDelete === 'CASCADE' ? 'would go' : rows === 1 ? 'refers to it' : 'refer to it';
}

function total(relationships) {
  return relationships.reduce((sum, { rows, relationships: below }) => sum + (rows ?? 0) + total(below ?? []), 0);
}
