/* SPDX-License-Identifier: Apache-2.0 */
import { ago, moment, number } from './format.js';
import { h } from './dom.js';

/** Every state has a shape and a word besides its colour. */
const ICONS = {
  ok: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM4.8 8.2 7 10.4l4.3-4.6',
  running: 'M8 1.5a6.5 6.5 0 1 0 6.5 6.5M8 4.5V8l2.4 1.6',
  pending: 'M3.5 2h9M3.5 14h9M4.5 2c0 4 7 8 7 12M11.5 2c0 4-7 8-7 12',
  failed: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM5.5 5.5l5 5M10.5 5.5l-5 5',
  warning: 'M8 1.8 15 14H1zM8 6v4M8 11.6v.8',
  orphans: 'M8 1.5 14.5 8 8 14.5 1.5 8zM8 5v3.6M8 10.4v.8',
  away: 'M2 2l12 12M4.2 4.6A6.5 6.5 0 0 0 11.6 13M6 2a6.5 6.5 0 0 1 7.6 9',
  restored: 'M3 8a5.2 5.2 0 1 0 1.6-3.8M2.6 2.4v3.2h3.2',
};

const STATES = {
  ok: ['ok', 'ok', 'in step'],
  ready: ['ok', 'ok', 'ready'],
  enforced: ['ok', 'ok', 'enforced'],
  settled: ['ok', 'ok', 'settled'],
  restored: ['ok', 'restored', 'restored'],
  replayed: ['ok', 'restored', 'replayed'],
  running: ['run', 'running', 'running'],
  applied: ['run', 'running', 'applied here'],
  backfilling: ['run', 'running', 'backfilling'],
  observing: ['run', 'running', 'observing'],
  pending: ['wait', 'pending', 'pending'],
  paused: ['wait', 'pending', 'paused'],
  stuck: ['wait', 'warning', 'stuck'],
  partial: ['wait', 'warning', 'partly'],
  'not ready': ['wait', 'warning', 'not ready'],
  failed: ['bad', 'failed', 'failed'],
  open: ['bad', 'failed', 'open'],
  refused: ['bad', 'failed', 'refused'],
  orphans: ['odd', 'orphans', 'orphans'],
  unreachable: ['away', 'away', 'unreachable'],
  unknown: ['away', 'away', 'not asked'],
  discarded: ['away', 'away', 'discarded'],
};

export function chip(state, word, place = '') {
  const [tone, icon, usual] = STATES[state] ?? ['away', 'warning', state];
  return h(
    'span',
    { class: `chip tone-${tone} ${place}`.trim(), 'data-state': state },
    h('svg', { viewBox: '0 0 16 16', width: 14, height: 14, 'aria-hidden': 'true' }, h('path', { d: ICONS[icon] })),
    h('span', {}, word ?? usual),
  );
}

export function tone(state) {
  return (STATES[state] ?? ['away'])[0];
}

export function time(instant) {
  return instant ? h('time', { datetime: instant, title: moment(instant) }, ago(instant)) : '–';
}

/** A number with what it counts; the name comes first for whoever listens. */
export function figure(name, value, note) {
  return h('div', { class: 'figure' }, h('dt', {}, name), h('dd', {}, value, note && h('small', {}, ` ${note}`)));
}

/**
 * Two lengths in one bar: what has happened here, and what has happened all the way down.
 */
export function progress(name, done, settled, total, state) {
  const share = (part) => (total > 0 ? Math.min(100, (100 * part) / total) : 0);
  const value = Math.floor(share(settled ?? done));
  return h(
    'svg',
    {
      class: `progress tone-${tone(state)}`,
      role: 'progressbar',
      'aria-label': name,
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'aria-valuenow': value,
      'aria-valuetext': `${number(done)} of ${number(total)} applied, ${number(settled ?? done)} settled`,
      width: '100%',
      height: 8,
    },
    h('rect', { class: 'progress-track', width: '100%', height: 8, rx: 4 }),
    h('rect', { class: 'progress-done', width: `${share(done)}%`, height: 8, rx: 4 }),
    h('rect', { class: 'progress-settled', width: `${share(settled ?? done)}%`, height: 8, rx: 4 }),
  );
}

/** A table that becomes a list of cards where there is no room for one; the roles keep it a table for those who listen. */
export function table(caption, columns, rows, empty) {
  if (rows.length === 0) {
    return h('p', { class: 'empty', 'data-key': `empty ${caption}` }, empty);
  }
  return h(
    'table',
    { role: 'table', 'data-key': caption },
    h('caption', { class: 'unseen' }, caption),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map((column) => h('th', { role: 'columnheader', scope: 'col', class: column.class ?? null }, column.name)))),
    h(
      'tbody',
      { role: 'rowgroup' },
      rows.map(({ key, cells }) =>
        h(
          'tr',
          { role: 'row', 'data-key': key },
          cells.map((cell, index) =>
            h('td', { role: 'cell', 'data-label': columns[index].name, class: columns[index].class ?? null }, h('div', {}, cell)),
          ),
        ),
      ),
    ),
  );
}

/** What went wrong, and what one can do about it. */
export function problem(error, advice) {
  return h(
    'div',
    { class: 'problem', role: 'alert', 'data-key': 'problem' },
    chip('failed', error.title ?? 'Problem'),
    h('p', {}, error.message),
    advice && h('p', { class: 'muted' }, advice),
  );
}

export function heading(title, ...beside) {
  return h('div', { class: 'heading', 'data-key': 'heading' }, h('h1', { tabindex: '-1' }, title), ...beside);
}

export function deletionLink(id, service) {
  return `#/deletions/${encodeURIComponent(id)}${service && !service.self ? `?service=${encodeURIComponent(service.name)}` : ''}`;
}
