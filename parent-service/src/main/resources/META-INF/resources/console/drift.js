/* SPDX-License-Identifier: Apache-2.0 */
import { chip, heading, problem, table } from './parts.js';
import { h, show } from './dom.js';
import { model } from './services.js';
import { number, table as tableName } from './format.js';
import { poll } from './api.js';
import { pulse } from './pulse.js';

const EVERY = 5000;

const COLUMNS = [{ name: 'Relationship', class: 'wide' }, { name: 'At the parent' }, { name: 'At the child' }, { name: 'Rows without a parent', class: 'number' }, { name: 'What to know' }];

/** What is known of differences between parents and those who refer to them. */
export function drift(root, parameters, signal) {
  show(root, heading('Drift'), h('p', { class: 'muted' }, 'Asking the services…'));
  poll(signal, EVERY, async () => {
    try {
      const { relationships } = await model(signal);
      show(root, heading('Drift'), lead(), table('Relationships', COLUMNS, relationships.map(row), 'There is no relationship yet.'), notes());
      pulse('live');
    } catch (error) {
      if (!signal.aborted) {
        pulse('lost');
        show(root, heading('Drift'), problem(error, 'This page asks again every five seconds.'));
      }
    }
  });
}

function lead() {
  return h('p', { class: 'lead', 'data-key': 'lead' }, 'How far each relationship holds for rows that were there before it. “enforced” means for every row: PostgreSQL itself has checked them.');
}

function row({ name, parent, child, publisher, subscriber, orphans, away }) {
  const end = (side, item) => [h('span', { class: 'what' }, `${tableName(side.table)} in ${side.service}`), chip(item?.state ?? (away.includes(side.service) ? 'unreachable' : 'unknown'), undefined, 'below')];
  return {
    key: name,
    cells: [h('b', {}, name), end(parent, publisher), end(child, subscriber), subscriber ? number(orphans ?? (subscriber.state === 'enforced' ? 0 : undefined)) : '–', [...new Set([publisher?.detail, subscriber?.detail].filter(Boolean))].join(' ') || '–'],
  };
}

function notes() {
  return h(
    'section',
    { 'data-key': 'notes', 'aria-label': 'How keys are compared' },
    h('h2', {}, 'How keys are compared'),
    h('p', {}, 'A parent’s keys and their copy at the child are kept equal by events, and compared once an hour. ', h('code', {}, './cascade validate'), ' compares them now. What was found last are the metrics ', h('code', {}, 'cascade_drift_keys'), ' and ', h('code', {}, 'cascade_validated_timestamp_seconds'), ' at ', h('a', { href: '/q/metrics' }, '/q/metrics'), ' of each service.'),
    h('p', {}, 'After a database was restored from a backup, follow “Back up and restore” in ', h('code', {}, 'deploy/README.md'), '. What to do about orphans is in ', h('code', {}, 'engine/README.md'), '.'),
  );
}
