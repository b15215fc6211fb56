/* SPDX-License-Identifier: Apache-2.0 */
import { base, get } from './api.js';
import { chip, deletionLink, progress } from './parts.js';
import { count, duration, number, table } from './format.js';
import { finished, what } from './deletions.js';
import { h } from './dom.js';

const DEEPEST = 12;

/**
 * The same deletion as every service below tells it, by service. A service that two ways lead to is asked once, and one that
 * does not answer leaves its place empty rather than the tree.
 */
export async function descend(item, service, all, signal) {
  const found = new Map([[service.name, undefined]]);
  let level = [item];
  for (let depth = 0; depth < DEEPEST && level.length; depth++) {
    const next = level.flatMap(({ relationships }) => relationships).filter(({ deletion, child }) => deletion && child && !found.has(child.service));
    const asked = new Map(next.map((relationship) => [relationship.child.service, relationship]));
    const answers = await Promise.all([...asked].map(([name, relationship]) => one(name, relationship, item.id, all, signal)));
    answers.forEach((answer) => found.set(answer.name, answer));
    level = answers.filter((answer) => answer.item).map((answer) => answer.item);
  }
  return found;
}

async function one(name, relationship, id, all, signal) {
  const known = all.find((service) => service.name === name) ?? { name, base: base({ name }) };
  try {
    return { name, service: known, item: await get(local(relationship.deletion) ?? `${known.base}/deletions/${encodeURIComponent(id)}`, signal) };
  } catch (error) {
    return { name, service: known, error };
  }
}

/** Only what this origin serves: the page's policy lets nothing else through anyway. */
function local(link) {
  return typeof link === 'string' && link.startsWith('/') && !link.startsWith('//') ? link : undefined;
}

export function tree(item, service, downstream) {
  const shown = new Set([service.name]);
  return h(
    'ul',
    { class: 'tree' },
    h(
      'li',
      { 'data-key': 'root' },
      h('div', { class: 'node root' }, h('h3', {}, service.name ?? 'this service'), h('p', { class: 'muted' }, `${what(item)} deleted`)),
      item.relationships.length ? branches(item, downstream, shown) : h('p', { class: 'muted' }, 'No relationship refers to what was deleted, so nothing had to follow.'),
    ),
  );
}

function branches(item, downstream, shown) {
  return h('ul', { class: 'tree' }, item.relationships.map((relationship) => branch(relationship, downstream, shown)));
}

function branch(relationship, downstream, shown) {
  const name = relationship.child?.service;
  const below = downstream.get(name);
  const again = shown.has(name);
  if (name) {
    shown.add(name);
  }
  return h(
    'li',
    { 'data-key': relationship.name, 'data-relationship': relationship.name },
    node(relationship, below),
    below?.error && below.error.status !== 404 && h('p', { class: 'muted' }, `${name} cannot tell what went below: ${below.error.message}`),
    below?.item && !again && below.item.relationships.length > 0 && branches(below.item, downstream, shown),
    below?.item && again && h('p', { class: 'muted' }, `What went below ${name} is shown where it comes first.`),
  );
}

function node(relationship, below) {
  const { name, child, state, events, eventsApplied, eventsFailed, eventsDiscarded, rows, rowsBelow, lagMillis, reason } = relationship;
  const done = finished(relationship);
  return h(
    'div',
    { class: 'node' },
    h('div', { class: 'card-head' }, h('h3', {}, name), chip(state)),
    child && h('p', { class: 'muted' }, table(child.table), ' in ', below?.item ? h('a', { href: deletionLink(below.item.id, below.service) }, child.service) : child.service),
    progress(name, eventsApplied, done, events, state),
    h(
      'ul',
      { class: 'facts' },
      h('li', {}, h('b', {}, number(rows)), ` ${rows === 1 ? 'row' : 'rows'} here`),
      rowsBelow > 0 && h('li', {}, h('b', {}, number(rowsBelow)), ' below'),
      h('li', {}, `${number(eventsApplied)} of ${count(events, 'event')} applied, ${number(done)} settled`),
      eventsFailed > 0 && h('li', {}, `${number(eventsFailed)} failed`),
      eventsDiscarded > 0 && h('li', {}, `${number(eventsDiscarded)} discarded`),
      lagMillis !== undefined && h('li', {}, `${duration(lagMillis)} lag`),
    ),
    reason && h('p', { class: 'reason' }, reason),
  );
}
