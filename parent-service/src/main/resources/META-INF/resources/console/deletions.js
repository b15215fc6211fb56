/* SPDX-License-Identifier: Apache-2.0 */
import { chip, deletionLink, heading, problem, progress, table, time } from './parts.js';
import { count, duration, number, shortId, table as tableName } from './format.js';
import { cursor, get, poll, query } from './api.js';
import { h, show } from './dom.js';
import { pulse } from './pulse.js';
import { reachable, services } from './services.js';

const EVERY = 2000;
const LIMIT = 20;
const STATES = ['running', 'settled', 'failed', 'stuck'];

const COLUMNS = [
  { name: 'State', class: 'wide' },
  { name: 'Deletion', class: 'wide' },
  { name: 'Progress', class: 'wide bars' },
  { name: 'Rows', class: 'number' },
  { name: 'Time', class: 'number' },
  { name: 'By' },
  { name: 'Begun' },
];

/** A service's deletions, newest first. */
export function deletions(root, parameters, signal) {
  const state = parameters.get('state') ?? '';
  const chosen = parameters.get('service') ?? '';
  const seen = new Map();
  let all = [];
  let more;
  let paged = false;
  let failure;
  let loading = true;

  const service = () => all.find(({ name }) => name === chosen) ?? all.find(({ self }) => self);
  const draw = () => {
    const items = [...seen.values()].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
    show(
      root,
      heading('Deletions'),
      filters(all, chosen, state),
      failure && problem(failure, 'This page asks again every two seconds.'),
      loading && !failure ? h('p', { class: 'muted' }, 'Asking…') : deletionTable(items.map((item) => ({ item, service: service() })), empty(state)),
      more && h('p', { 'data-key': 'more' }, h('button', { type: 'button', onclick: next }, 'More')),
    );
  };
  const page = async (from) => get(`${service()?.base ?? ''}/deletions${query({ state, limit: LIMIT, cursor: from })}`, signal);
  const next = async () => {
    try {
      const older = await page(more);
      older.items.forEach((item) => seen.set(item.id, item));
      more = cursor(older);
      paged = true;
    } catch (error) {
      failure = error;
    }
    if (!signal.aborted) {
      draw();
    }
  };
  draw();
  poll(signal, EVERY, async () => {
    try {
      if (all.length === 0) {
        all = await services(signal);
      }
      if (chosen && !all.some(({ name }) => name === chosen)) {
        throw Object.assign(new Error(`There is no service “${chosen}”. Choose one above.`), { title: 'Not found' });
      }
      const newest = await page();
      await refresh(seen, newest.items, state, (id) => get(`${service()?.base ?? ''}/deletions/${id}`, signal));
      if (!paged) {
        more = cursor(newest);
      }
      failure = undefined;
      pulse('live');
    } catch (error) {
      failure = error;
      pulse(error.status ? 'live' : 'lost');
    }
    loading = false;
    if (!signal.aborted) {
      draw();
    }
  });
}

/** The newest page as it is, and of the older ones those that may still change. */
async function refresh(seen, newest, state, one) {
  const fresh = new Set(newest.map(({ id }) => id));
  const open = [...seen.values()].filter((item) => !fresh.has(item.id) && item.state !== 'settled').slice(0, 10);
  newest.forEach((item) => seen.set(item.id, item));
  for (const outcome of await Promise.allSettled(open.map(({ id }) => one(id)))) {
    if (outcome.status === 'fulfilled') {
      seen.set(outcome.value.id, outcome.value);
    }
  }
  if (state) {
    [...seen.values()].filter((item) => item.state !== state).forEach(({ id }) => seen.delete(id));
  }
}

function filters(all, chosen, state) {
  const go = (event) => {
    const form = event.currentTarget.form;
    location.hash = `#/deletions${query({ service: form.elements.service?.value, state: form.elements.state.value })}`;
  };
  const choices = all.filter(reachable);
  return h(
    'form',
    { class: 'filters', 'data-key': 'filters', onsubmit: (event) => event.preventDefault() },
    choices.length > 1 &&
      h('div', { class: 'field' }, h('label', { for: 'service' }, 'Service'), h('select', { id: 'service', name: 'service', onchange: go }, choices.map(({ name, self }) => h('option', { value: self ? '' : name, selected: self ? !chosen : name === chosen }, name)))),
    h('div', { class: 'field' }, h('label', { for: 'state' }, 'State'), h('select', { id: 'state', name: 'state', onchange: go }, h('option', { value: '' }, 'all'), STATES.map((name) => h('option', { value: name, selected: name === state }, name)))),
  );
}

function empty(state) {
  return state ? `No deletion is ${state}. Choose “all” to see the others.` : 'Nothing has been deleted yet. Delete a parent, by REST, by SQL or under “Impact”, and watch it here.';
}

export function deletionTable(entries, nothing) {
  const rows = entries.map(({ item, service }) => ({
    key: item.id,
    cells: [
      chip(item.state),
      [h('a', { href: deletionLink(item.id, service), class: 'id', 'aria-label': `Deletion ${item.id}` }, shortId(item.id)), h('div', { class: 'what' }, what(item), service && !service.self && h('span', { class: 'muted' }, ` in ${service.name}`)), item.reason && h('div', { class: 'reason' }, item.reason)],
      item.relationships.length ? item.relationships.map((relationship) => strip(relationship)) : h('span', { class: 'muted' }, 'nothing refers to them'),
      number(rowsOf(item)),
      duration(lag(item)),
      by(item),
      time(item.createdAt),
    ],
  }));
  return table('Deletions', COLUMNS, rows, nothing);
}

/** "20,000 parents, 3 countries". */
export function what(item) {
  return item.tables?.length ? item.tables.map(({ table, keys }) => (keys === 1 ? `1 row of ${tableName(table)}` : `${number(keys)} ${tableName(table)}`)).join(', ') : count(item.keys, 'key');
}

export function by(item) {
  const who = [item.requestedBy, item.client].filter(Boolean).join(', ');
  return who ? `${who} (${item.origin})` : item.origin;
}

/** Everything that went, at all levels. */
export function rowsOf(item) {
  return item.relationships.reduce((sum, { rows, rowsBelow }) => sum + rows + (rowsBelow ?? 0), 0);
}

/** Until the last report, and for one that runs until now. */
export function lag(item) {
  if (item.state === 'running' || item.state === 'pending' || item.state === 'stuck') {
    return Date.now() - Date.parse(item.createdAt);
  }
  return item.settledAt ? Date.parse(item.settledAt) - Date.parse(item.createdAt) : item.relationships.reduce((most, { lagMillis }) => (lagMillis === undefined ? most : Math.max(most ?? 0, lagMillis)), undefined);
}

export function finished({ eventsSettled, eventsDiscarded, eventsApplied }) {
  return eventsSettled === undefined ? eventsApplied : eventsSettled + (eventsDiscarded ?? 0);
}

function strip(relationship) {
  const { name, state, events, eventsApplied } = relationship;
  const done = finished(relationship);
  return h('div', { class: 'strip' }, h('div', { class: 'strip-name' }, h('span', {}, name), events > done && h('span', {}, `${number(done)} of ${number(events)}`)), progress(name, eventsApplied, done, events, state));
}
