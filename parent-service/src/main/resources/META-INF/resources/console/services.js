/* SPDX-License-Identifier: Apache-2.0 */
import { base, get } from './api.js';

/** The services of the contracts as the gateway knows them; without one, this service and the names of its neighbours. */
export async function services(signal) {
  try {
    const { items } = await get('/services', signal);
    return items.map((item) => ({ ...item, base: base(item), reason: item.self || item.url ? undefined : 'CASCADE_PEERS does not say where it is' }));
  } catch (problem) {
    if (problem.status !== 404) {
      throw problem;
    }
    const { items } = await get('/relationships', signal);
    return neighbours(items);
  }
}

function neighbours(relationships) {
  const names = new Set(relationships.flatMap(({ parent, child }) => [parent.service, child.service]));
  const own = relationships.map((item) => (item.role === 'publisher' ? item.parent.service : item.child.service))[0];
  return [...(names.size ? names : ['this service'])].map((name) => {
    const self = own === undefined || name === own;
    return { name, self, base: base({ name, self }), reachable: self ? true : undefined };
  });
}

export function reachable(service) {
  return service.reachable === true;
}

/** Services, their health and every relationship with what both of its ends say. */
export async function model(signal) {
  const all = await services(signal);
  await Promise.all(all.filter(reachable).map((service) => look(service, signal)));
  return { services: all, relationships: merge(all) };
}

async function look(service, signal) {
  const [relationships, health] = await Promise.allSettled([
    get(`${service.base}/relationships`, signal),
    get(`${service.base}/q/health/ready`, signal),
  ]);
  if (relationships.status === 'fulfilled') {
    service.relationships = relationships.value.items;
  } else {
    service.reachable = false;
    service.reason = relationships.reason.message;
  }
  if (health.status === 'fulfilled') {
    service.ready = true;
  } else if (health.reason.body?.checks) {
    service.ready = false;
    service.reason = reasons(health.reason.body.checks);
  }
}

function reasons(checks) {
  return checks
    .filter(({ status }) => status !== 'UP')
    .flatMap(({ name, data }) => (data ? Object.values(data) : [name]))
    .join('; ');
}

function merge(all) {
  const merged = new Map();
  for (const service of all) {
    for (const item of service.relationships ?? []) {
      const known = merged.get(item.name) ?? { name: item.name, onDelete: item.onDelete, parent: item.parent, child: item.child };
      known[item.role] = item;
      merged.set(item.name, known);
    }
  }
  const byName = new Map(all.map((service) => [service.name, service]));
  return [...merged.values()]
    .map((relationship) => complete(relationship, byName))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function complete(relationship, byName) {
  const { publisher, subscriber } = relationship;
  const said = (field) => publisher?.activity?.[field] ?? subscriber?.activity?.[field];
  const activity = {
    events: subscriber?.activity?.events ?? publisher?.activity?.events,
    rows: subscriber?.activity?.rows ?? publisher?.activity?.rows,
    pending: said('pending'),
    failed: said('failed'),
    lagMillis: said('lagMillis'),
  };
  const deadLetters = Math.max(publisher?.deadLetters ?? 0, subscriber?.deadLetters ?? 0);
  const away = [relationship.parent.service, relationship.child.service].filter((name) => byName.get(name)?.reachable === false);
  const complete = { ...relationship, activity, deadLetters, away, orphans: subscriber?.orphans ?? publisher?.orphans, paused: (subscriber ?? publisher)?.paused, braked: subscriber?.braked };
  return { ...complete, state: state(complete) };
}

/** The worst that can be said of it, for a picture that has one word for each. */
function state({ away, deadLetters, activity, publisher, subscriber, paused }) {
  const states = [publisher?.state, subscriber?.state];
  if (away.length) {
    return 'unreachable';
  }
  if (deadLetters > 0 || activity.failed > 0) {
    return 'failed';
  }
  if (paused) {
    return 'paused';
  }
  const odd = ['orphans', 'backfilling', 'observing'].find((name) => states.includes(name));
  return odd ?? (activity.pending > 0 ? 'pending' : 'ok');
}
