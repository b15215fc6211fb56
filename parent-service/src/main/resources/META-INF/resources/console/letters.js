/* SPDX-License-Identifier: Apache-2.0 */
import { ask, tell } from './dialog.js';
import { chip, deletionLink, heading, problem, time } from './parts.js';
import { count, number } from './format.js';
import { cursor, get, poll, post, query } from './api.js';
import { h, show } from './dom.js';
import { pulse } from './pulse.js';
import { reachable, services } from './services.js';

const EVERY = 2500;
const LIMIT = 20;

/** What no service could apply, of all services, with what a person can do about it. */
export function letters(root, parameters, signal) {
  const everything = parameters.get('state') === 'all';
  const seen = new Map();
  const further = new Map();
  const contents = new Map();
  const busy = new Set();
  let failures = [];
  let all;

  /** The topic names the service that the event is of, and that knows its deletion. */
  const publisher = ({ topic }) => all.find(({ name }) => topic.startsWith(`cascade.${name}.`));
  const key = (service, letter) => `${service.name} ${letter.id}`;
  const put = (service, letter) => seen.set(key(service, letter), { service, letter });
  const draw = () => {
    if (signal.aborted) {
      return;
    }
    const entries = [...seen.values()].sort((a, b) => Date.parse(b.letter.createdAt) - Date.parse(a.letter.createdAt));
    show(
      root,
      heading('Dead letters'),
      h('p', { class: 'lead', 'data-key': 'lead' }, 'An event that a service could not apply waits here. Mend what refused it, then replay it; or discard it, which leaves its rows where they are.'),
      filter(everything),
      failures.map(({ service, error }) => h('div', { 'data-key': `failure ${service?.name}` }, problem(error, service && `${service.name} was not heard; the others are shown.`))),
      !all ? h('p', { class: 'muted' }, 'Asking…') : entries.length ? h('ul', { class: 'letters' }, entries.map(card)) : failures.length === 0 && h('p', { class: 'empty' }, everything ? 'There has been no dead letter.' : 'No dead letter is open: every event has been applied, or was given up on purpose.'),
      further.size > 0 && h('p', { 'data-key': 'more' }, h('button', { type: 'button', onclick: more }, 'More')),
    );
  };
  const load = async (service, from) => {
    const page = await get(`${service.base}/dead-letters${query({ state: everything ? undefined : 'open', limit: LIMIT, cursor: from })}`, signal);
    page.items.filter(({ state }) => everything || state === undefined || state === 'open').forEach((letter) => put(service, letter));
    return page;
  };
  const advance = (service, page) => {
    const next = cursor(page);
    next ? further.set(service.name, next) : further.delete(service.name);
  };
  const more = async () => {
    const asked = all.filter(({ name }) => further.has(name));
    await Promise.allSettled(asked.map(async (service) => advance(service, await load(service, further.get(service.name)))));
    draw();
  };
  const act = async (service, letter, verb, body) => {
    const path = `${service.base}/dead-letters/${letter.id}`;
    if (busy.has(key(service, letter))) {
      return;
    }
    busy.add(key(service, letter));
    draw();
    try {
      const after = await post(`${path}/${verb}`, body, signal);
      put(service, { ...letter, ...after, state: after.state ?? (verb === 'replay' ? 'replayed' : 'discarded') });
      tell(verb === 'replay' ? `Dead letter ${letter.id} of ${service.name} was replayed.` : `Dead letter ${letter.id} of ${service.name} was discarded.`);
    } catch (error) {
      if (!signal.aborted) {
        tell(`Dead letter ${letter.id} of ${service.name}: ${error.message}`, true);
        await get(path, signal).then((after) => put(service, { ...letter, ...after }), () => {});
      }
    } finally {
      busy.delete(key(service, letter));
      draw();
    }
  };
  const replay = (service, letter) => act(service, letter, 'replay');
  const discard = async (service, letter) => {
    const reason = await ask({
      title: `Discard dead letter ${letter.id}?`,
      text: `${service.name} will never apply this event. Its rows stay where they are, and its deletion says for ever that it was given up.`,
      field: 'Why',
      confirm: 'Discard',
      danger: true,
    });
    if (reason !== undefined) {
      await act(service, letter, 'discard', { reason });
    }
  };
  const reveal = async (service, letter) => {
    const name = key(service, letter);
    contents.set(name, 'Asking…');
    draw();
    contents.set(name, await get(`${service.base}/dead-letters/${letter.id}`, signal).then(content, (error) => error.message));
    draw();
  };

  const card = ({ service, letter }) => {
    const open = (letter.state ?? 'open') === 'open';
    const name = key(service, letter);
    const where = `dead letter ${letter.id} of ${service.name}`;
    return h(
      'li',
      { class: `card letter tone-${open ? 'bad' : 'away'}`, 'data-key': name },
      h('div', { class: 'card-head' }, h('h2', {}, `${service.name} · ${letter.id}`), chip(letter.state ?? 'open')),
      h('p', { class: 'reason' }, letter.reason, letter.sqlState && h('span', { class: 'muted' }, ` (SQLSTATE ${letter.sqlState})`)),
      h(
        'ul',
        { class: 'facts' },
        letter.relationships?.length > 0 && h('li', {}, letter.relationships.join(', ')),
        h('li', {}, `${letter.topic}, partition ${letter.partition}, offset ${number(letter.offset)}`),
        h('li', {}, time(letter.createdAt)),
        letter.attempts > 0 && h('li', {}, count(letter.attempts, 'attempt')),
        letter.deletionId && h('li', {}, h('a', { href: deletionLink(letter.deletionId, publisher(letter)) }, 'its deletion')),
      ),
      letter.resolution && h('p', {}, `${letter.state}: ${letter.resolution}`),
      h(
        'div',
        { class: 'actions' },
        open && letter.state && h('button', { type: 'button', class: 'primary', 'aria-disabled': busy.has(name) ? 'true' : null, 'aria-label': `Replay ${where}`, onclick: () => replay(service, letter) }, 'Replay'),
        open && letter.state && h('button', { type: 'button', 'aria-disabled': busy.has(name) ? 'true' : null, 'aria-label': `Discard ${where}`, onclick: () => discard(service, letter) }, 'Discard…'),
        !contents.has(name) && h('button', { type: 'button', class: 'quiet', 'aria-label': `Show what is in ${where}`, onclick: () => reveal(service, letter) }, 'Show its content'),
      ),
      contents.has(name) && h('pre', { tabindex: '0', 'aria-label': `Content of ${where}` }, contents.get(name)),
    );
  };

  draw();
  poll(signal, EVERY, async () => {
    failures = [];
    try {
      all = (await services(signal)).filter((service) => reachable(service));
      await Promise.all(
        all.map(async (service) => {
          try {
            await refresh(service);
          } catch (error) {
            failures.push({ service, error });
          }
        }),
      );
      pulse('live');
    } catch (error) {
      failures.push({ error });
      pulse(error.status ? 'live' : 'lost');
    }
    draw();
  });

  /** The first page again; a letter that is open here and no longer there has been dealt with elsewhere. */
  async function refresh(service) {
    const known = [...seen.entries()].filter(([, entry]) => entry.service.name === service.name && (entry.letter.state ?? 'open') === 'open');
    const first = known.length === 0;
    const page = await load(service);
    if (first) {
      advance(service, page);
    }
    const listed = new Set(page.items.map(({ id }) => id));
    const oldest = page.items.at(-1)?.id ?? -Infinity;
    known.filter(([, { letter }]) => !listed.has(letter.id) && (letter.id > oldest || !cursor(page))).forEach(([name]) => busy.has(name) || seen.delete(name));
  }
}

function filter(everything) {
  return h(
    'form',
    { class: 'filters', 'data-key': 'filters', onsubmit: (event) => event.preventDefault() },
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'letters' }, 'Show'),
      h('select', { id: 'letters', onchange: (event) => (location.hash = `#/dead-letters${query({ state: event.currentTarget.value })}`) }, h('option', { value: '', selected: !everything }, 'open'), h('option', { value: 'all', selected: everything }, 'all')),
    ),
  );
}

function content({ headers, payload }) {
  const lines = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  return [...lines, '', payload ?? 'It has no payload.'].join('\n');
}
