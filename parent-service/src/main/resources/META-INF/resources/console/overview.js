/* SPDX-License-Identifier: Apache-2.0 */
import { get, poll } from './api.js';
import { count, number } from './format.js';
import { deletionTable } from './deletions.js';
import { drawLines, graph } from './graph.js';
import { figure, heading, problem } from './parts.js';
import { h, show } from './dom.js';
import { model, reachable } from './services.js';
import { pauseSwitch } from './pause.js';
import { pulse } from './pulse.js';

const EVERY = 2000;
const RECENT = 6;

/** The whole at a glance: services, relationships, and what is being deleted. */
export function overview(root, parameters, signal) {
  show(root, heading('Overview'), h('p', { class: 'muted' }, 'Asking the services…'));
  const draw = drawLines(root, signal);
  const action = pauseSwitch(signal, () => again());
  const again = poll(signal, EVERY, async () => {
    try {
      const now = await model(signal);
      const recent = await began(now.services, signal);
      show(root, heading('Overview'), totals(now, recent), section('Services and relationships', h('p', { class: 'muted' }, 'Events, rows and lag are those of the last minute.'), picture(now, action)), section('Recent deletions', deletionTable(recent.slice(0, RECENT), 'Nothing has been deleted yet. Delete a parent, by REST, by SQL or under “Impact”, and watch it here.'), h('p', {}, h('a', { href: '#/deletions' }, 'All deletions'))));
      draw();
      pulse('live');
    } catch (error) {
      if (!signal.aborted) {
        pulse('lost');
        show(root, heading('Overview'), problem(error, 'This page asks again every two seconds. See whether the service is running and ready: /q/health/ready.'));
      }
    }
  });
}

function section(title, ...content) {
  return h('section', { 'data-key': title, 'aria-label': title }, h('h2', {}, title), content);
}

function picture(now, action) {
  return now.relationships.length === 0
    ? h('p', { class: 'empty' }, 'There is no relationship yet. Give the services a contract, one YAML file for each relationship, and start them again.')
    : graph(now, action);
}

function totals({ services, relationships }, recent) {
  const asked = services.filter(({ reachable }) => reachable !== undefined);
  const ready = services.filter((service) => reachable(service) && service.ready);
  const running = recent.filter(({ item }) => item.state === 'running' || item.state === 'pending');
  const wrong = recent.filter(({ item }) => item.state === 'failed' || item.state === 'stuck');
  const letters = relationships.reduce((sum, { deadLetters }) => sum + deadLetters, 0);
  const rows = relationships.reduce((sum, { activity }) => sum + (activity.rows ?? 0), 0);
  return h(
    'dl',
    { class: 'totals', 'data-key': 'totals' },
    figure('Services ready', `${ready.length} of ${asked.length}`),
    figure('Rows a minute', number(rows)),
    figure('Running', number(running.length), 'of the recent'),
    figure('Failed or stuck', number(wrong.length), 'of the recent'),
    figure('Dead letters', h('a', { href: '#/dead-letters', 'aria-label': count(letters, 'dead letter') }, number(letters))),
  );
}

/** The newest deletions, each at the service where it began. */
async function began(services, signal) {
  const lists = await Promise.allSettled(
    services
      .filter((service) => reachable(service) && service.relationships?.some(({ role }) => role === 'publisher'))
      .map(async (service) => (await get(`${service.base}/deletions?limit=20`, signal)).items.map((item) => ({ item, service }))),
  );
  return lists
    .flatMap(({ value }) => value ?? [])
    .filter(({ item, service }) => !service.relationships.some(({ name }) => name === item.origin))
    .sort((a, b) => Date.parse(b.item.createdAt) - Date.parse(a.item.createdAt));
}
