/* SPDX-License-Identifier: Apache-2.0 */
import { chip, figure, time, tone } from './parts.js';
import { count, duration, number, table } from './format.js';
import { h } from './dom.js';

const SERVICE_WIDTH = 150;
const RELATIONSHIP_WIDTH = 248;
const GAP = 44;
const LANE = 9;
const STRAINS = { replica_lag: 'a standby is far behind', wal: 'a replication slot retains much log', lock_waits: 'sessions wait for locks' };

/**
 * Services and, between them, their relationships. Cards are laid out as text, so that long names wrap and nothing overlaps at
 * any size; the lines are SVG behind them. Where the columns find no room, everything is one column with lines at its sides.
 */
export function graph({ services, relationships }, action) {
  const level = levels(services, relationships);
  const columns = [];
  for (const service of services) {
    (columns[2 * level.get(service.name)] ??= []).push(serviceCard(service, relationships));
  }
  const order = new Map(services.map(({ name }, index) => [name, index]));
  const sorted = [...relationships].sort(
    (a, b) => order.get(a.parent.service) - order.get(b.parent.service) || order.get(a.child.service) - order.get(b.child.service),
  );
  for (const relationship of sorted) {
    (columns[2 * (level.get(relationship.parent.service) ?? 0) + 1] ??= []).push(relationshipCard(relationship, action(services.find(({ name }) => name === relationship.child.service), relationship)));
  }
  const used = columns.map((cards, index) => [cards, index]).filter(([cards]) => cards?.length);
  return h(
    'div',
    { class: 'graph', 'data-key': 'graph' },
    h('svg', { class: 'graph-lines', 'aria-hidden': 'true', 'data-keep': true }),
    used.map(([cards, index]) =>
      h('ul', { class: index % 2 ? 'relationships' : 'services', 'data-key': `column ${index}`, 'aria-label': index % 2 ? 'Relationships' : 'Services' }, cards),
    ),
  );
}

function serviceCard(service, relationships) {
  const state = service.reachable === false ? 'unreachable' : service.reachable === undefined ? 'unknown' : service.ready === false ? 'not ready' : 'ready';
  const publishes = relationships.some(({ parent }) => parent.service === service.name);
  return h(
    'li',
    { class: `card service tone-${tone(state)}`, 'data-key': `service ${service.name}`, 'data-service': service.name },
    h('h3', {}, service.name),
    chip(state),
    service.self && h('span', { class: 'muted' }, 'this service'),
    service.reason && h('p', { class: 'reason' }, service.reason),
    publishes && state !== 'unknown' && state !== 'unreachable' && h('a', { href: service.self ? '#/deletions' : `#/deletions?service=${encodeURIComponent(service.name)}` }, 'its deletions'),
  );
}

function relationshipCard(relationship, action) {
  const { name, parent, child, onDelete, state, activity, orphans, deadLetters, paused, braked } = relationship;
  return h(
    'li',
    { class: `card relationship tone-${tone(state)}`, 'data-key': `relationship ${name}`, 'data-relationship': name, 'data-from': parent.service, 'data-to': child.service, 'data-live': activity.events > 0 ? 'true' : null },
    h('div', { class: 'card-head' }, h('h3', {}, name), chip(state, word(relationship))),
    h('p', { class: 'columns' }, `${table(parent.table)} ← ${table(child.table)}.${child.columns.join(', ')}`),
    h(
      'dl',
      { class: 'figures' },
      figure('Events', number(activity.events)),
      figure('Rows', number(activity.rows)),
      figure('Lag', duration(activity.lagMillis)),
    ),
    h(
      'ul',
      { class: 'facts' },
      h('li', {}, onDelete),
      activity.pending > 0 && h('li', {}, `${number(activity.pending)} pending`),
      orphans > 0 && h('li', {}, h('a', { href: '#/drift' }, count(orphans, 'orphan'))),
      deadLetters > 0 && h('li', {}, h('a', { href: '#/dead-letters' }, count(deadLetters, 'dead letter'))),
    ),
    paused && h('p', { class: 'muted' }, 'Paused ', time(paused.since), paused.reason && `: ${paused.reason}`),
    braked && h('p', { class: 'muted' }, `Slowed down, because its database suffers: ${braked.map((cause) => STRAINS[cause] ?? cause).join(', ')}`),
    action,
  );
}

function word({ state, away }) {
  return state === 'unreachable' ? `${away.join(', ')} unreachable` : undefined;
}

/** How far from the top each service is, by its longest way; what leads back up in a cycle does not count. */
function levels(services, relationships) {
  const below = new Map(services.map(({ name }) => [name, []]));
  for (const { parent, child } of relationships) {
    below.get(parent.service)?.push(child.service);
  }
  const level = new Map();
  const visit = (name, depth, path) => {
    if (!below.has(name) || path.has(name) || (level.get(name) ?? -1) >= depth) {
      return;
    }
    level.set(name, depth);
    below.get(name).forEach((next) => visit(next, depth + 1, new Set(path).add(name)));
  };
  const children = new Set(relationships.filter(({ parent, child }) => parent.service !== child.service).map(({ child }) => child.service));
  services.filter(({ name }) => !children.has(name)).forEach(({ name }) => visit(name, 0, new Set()));
  services.forEach(({ name }) => level.has(name) || visit(name, 0, new Set()));
  return level;
}

/** Draws the lines where the cards are now, and again whenever their places change. */
export function drawLines(root, signal) {
  const draw = () => {
    const element = root.querySelector('.graph');
    if (element) {
      const columns = element.querySelectorAll('.services').length;
      const between = element.querySelectorAll('.relationships').length;
      const needed = columns * SERVICE_WIDTH + between * RELATIONSHIP_WIDTH + (columns + between - 1) * GAP;
      const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
      element.dataset.layout = needed * scale > element.clientWidth ? 'stacked' : 'columns';
      lines(element);
    }
  };
  const observer = new ResizeObserver(draw);
  observer.observe(root);
  signal.addEventListener('abort', () => observer.disconnect());
  return draw;
}

function lines(element) {
  const svg = element.querySelector('.graph-lines');
  const origin = element.getBoundingClientRect();
  svg.setAttribute('width', origin.width);
  svg.setAttribute('height', origin.height);
  const box = (card) => {
    const { left, right, top, bottom } = card.getBoundingClientRect();
    return { left: left - origin.left, right: right - origin.left, top: top - origin.top, bottom: bottom - origin.top };
  };
  const services = new Map([...element.querySelectorAll('[data-service]')].map((card) => [card.dataset.service, box(card)]));
  const cards = [...element.querySelectorAll('[data-relationship]')];
  const path = element.dataset.layout === 'stacked' ? sidePaths(services, cards) : acrossPaths(services, cards);
  svg.replaceChildren(
    ...cards.flatMap((card) => {
      const from = services.get(card.dataset.from);
      const to = services.get(card.dataset.to);
      const state = [...card.classList].find((name) => name.startsWith('tone-'));
      const live = card.dataset.live ? ' live' : '';
      const { bus, into, out, tip } = path(card, box(card), from, to);
      return [
        bus && h('path', { class: 'line bus', d: bus }),
        from && h('path', { class: `line ${state}${live}`, d: into }),
        to && h('path', { class: `line ${state}${live}`, d: out }),
        to && h('polygon', { class: `tip ${state}`, points: tip }),
      ].filter(Boolean);
    }),
  );
}

/** In columns: from the right side of one to the left side of the next; what leads back goes below. */
function acrossPaths(services, cards) {
  const leaving = ports(cards, 'from');
  const arriving = ports(cards, 'to');
  const at = (side, port) => side.top + ((side.bottom - side.top) * (port.index + 1)) / (port.count + 1);
  return (card, box, from, to) => {
    const middle = (box.top + box.bottom) / 2;
    const into = from && curve(from.right, at(from, leaving.get(card)), box.left, middle);
    if (!to) {
      return { into };
    }
    if (to.left > box.right) {
      const y = at(to, arriving.get(card));
      return { into, out: curve(box.right, middle, to.left - 6, y), tip: `${to.left - 8},${y - 4.5} ${to.left},${y} ${to.left - 8},${y + 4.5}` };
    }
    const x = (to.left + to.right) / 2;
    const start = (box.left + box.right) / 2;
    const deep = Math.max(box.bottom, to.bottom) + 24;
    return {
      into,
      out: `M${start} ${box.bottom}C${start} ${deep} ${x} ${deep} ${x} ${to.bottom + 6}`,
      tip: `${x - 4.5},${to.bottom + 8} ${x},${to.bottom} ${x + 4.5},${to.bottom + 8}`,
    };
  };
}

/** In one column: down the left side from a service to its relationships, and down the right side to what they lead to. */
function sidePaths(services, cards) {
  const lane = (names) => new Map([...new Set(names)].map((name, index) => [name, index % 3]));
  const left = lane(cards.map((card) => card.dataset.from));
  const right = lane(cards.map((card) => card.dataset.to));
  return (card, box, from, to) => {
    const middle = (box.top + box.bottom) / 2;
    const x = box.left - LANE * (1 + left.get(card.dataset.from));
    const into = `M${x} ${middle}H${box.left}`;
    const down = from ? `M${x} ${from.bottom}V${middle}` : '';
    if (!to) {
      return { bus: down, into };
    }
    const side = box.right + LANE * (1 + right.get(card.dataset.to));
    const y = to.top + 20;
    return { bus: `${down}M${side} ${middle}V${y}H${to.right + 6}`, into, out: `M${box.right} ${middle}H${side}`, tip: `${to.right + 8},${y - 4.5} ${to.right},${y} ${to.right + 8},${y + 4.5}` };
  };
}

function ports(cards, end) {
  const found = new Map();
  const groups = Map.groupBy(cards, (card) => card.dataset[end]);
  for (const group of groups.values()) {
    group.forEach((card, index) => found.set(card, { index, count: group.length }));
  }
  return found;
}

function curve(x1, y1, x2, y2) {
  const bend = Math.max(16, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
