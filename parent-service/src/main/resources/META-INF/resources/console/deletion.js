/* SPDX-License-Identifier: Apache-2.0 */
import { ask, tell } from './dialog.js';
import { lag, rowsOf, what } from './deletions.js';
import { chip, figure, heading, problem, time } from './parts.js';
import { duration, number } from './format.js';
import { get, post } from './api.js';
import { follow } from './follow.js';
import { h, show } from './dom.js';
import { pulse } from './pulse.js';
import { services } from './services.js';
import { descend, tree } from './tree.js';

/** Only where it began can a deletion be taken back; elsewhere its origin is a relationship. */
const BEGINNINGS = new Set(['api', 'sql']);

/** One deletion, from the service where one looks at it down to the last level, live. */
export function deletion(root, parameters, signal, id) {
  const title = 'Deletion';
  let all = [];
  let shown;
  let restoring = false;
  show(root, heading(title), h('p', { class: 'id' }, id), h('p', { class: 'muted' }, 'Asking…'));

  const service = () => all.find(({ name }) => name === parameters.get('service')) ?? all.find(({ self }) => self) ?? { self: true, base: '' };
  const restore = async (item) => {
    if (item.restoration?.state === 'running') {
      return;
    }
    const sure = await ask({
      title: 'Restore this deletion?',
      text: [`${what(item)} and what went with them come back from the copies that their services keep, level by level.`, 'What cannot come back, because its key is taken or its table has changed, is refused with its reason and stays away.'],
      confirm: 'Restore',
    });
    if (sure === undefined || restoring) {
      return;
    }
    restoring = true;
    try {
      await post(`${service().base}/deletions/${encodeURIComponent(id)}/restore`, undefined, signal);
      tell('The restore has begun.');
    } catch (error) {
      tell(`The restore was refused: ${error.message}`, true);
    } finally {
      restoring = false;
      live.again();
    }
  };
  const draw = (item, downstream) => {
    const changed = shown && shown.state !== item.state;
    shown = item;
    if (changed) {
      tell(`The deletion is ${item.state}.`, item.state === 'failed');
    }
    show(root, heading(title, chip(item.state)), h('p', { class: 'id', 'data-key': 'id' }, id), summary(item, service()), actions(item, restore), outcome(item), h('section', { 'data-key': 'tree', 'aria-label': 'What went, service by service' }, h('h2', {}, 'What went, service by service'), tree(item, service(), downstream)));
  };
  const live = follow({
    signal,
    start: async () => {
      all = await services(signal);
    },
    path: () => `${service().base}/deletions/${encodeURIComponent(id)}`,
    changed: async (item) => {
      const downstream = await descend(item, service(), all, signal);
      if (!signal.aborted) {
        draw(item, downstream);
        pulse('live');
      }
      return { ...item, busy: [...downstream.values()].some((found) => found?.item && found.item.state === 'running') };
    },
    failed: (error) => {
      pulse(error.status ? 'live' : 'lost');
      const gone = error.status === 404;
      show(root, heading(title), h('p', { class: 'id', 'data-key': 'id' }, id), problem(error, gone ? `${service().name ?? 'This service'} does not know this deletion. It may have happened in another service, or its history has been swept.` : 'This page asks again.'), h('p', {}, h('a', { href: '#/deletions' }, 'All deletions')));
    },
    load: (path) => get(path, signal),
  });
}

function summary(item, service) {
  return h(
    'dl',
    { class: 'totals', 'data-key': 'summary' },
    figure('Deleted', what(item), service.name && `in ${service.name}`),
    figure('Rows that followed', number(rowsOf(item))),
    figure(item.state === 'running' || item.state === 'stuck' ? 'Running for' : 'Took', duration(lag(item))),
    figure('By', item.requestedBy || item.origin, [item.requestedBy && `by ${item.origin}`, item.client].filter(Boolean).join(', ')),
    figure('Begun', time(item.createdAt)),
    figure('Propagation', item.propagation),
  );
}

function actions(item, restore) {
  const running = item.restoration?.state === 'running';
  return (
    item.restorable &&
    BEGINNINGS.has(item.origin) &&
    h('p', { class: 'actions', 'data-key': 'actions' }, h('button', { type: 'button', class: 'primary', 'aria-disabled': running ? 'true' : null, onclick: () => restore(item) }, 'Restore…'))
  );
}

function outcome(item) {
  const restoration = item.restoration;
  return [
    item.reason && h('p', { class: `notice tone-${item.state === 'running' ? 'wait' : 'bad'}`, 'data-key': 'reason' }, item.reason, item.state === 'failed' && [' ', h('a', { href: '#/dead-letters' }, 'See the dead letters')]),
    restoration &&
      h(
        'section',
        { class: 'notice', 'data-key': 'restoration', 'aria-label': 'Restoration' },
        h('p', {}, 'Restoration: ', chip(restoration.state), ` ${number(restoration.rows)} rows`),
        restoration.refusals?.length > 0 && h('ul', {}, restoration.refusals.map((refusal) => h('li', {}, [refusal.service, refusal.relationship].filter(Boolean).join(', '), refusal.service || refusal.relationship ? ': ' : '', refusal.reason, refusal.rows === undefined ? '' : ` (${number(refusal.rows)} rows)`))),
      ),
  ];
}
