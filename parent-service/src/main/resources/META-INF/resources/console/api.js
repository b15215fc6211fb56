/* SPDX-License-Identifier: Apache-2.0 */
import { authorization, refused } from './token.js';

const PATIENCE = 20_000;

/** An answer that is none, in the service's own words where it gave some (RFC 9457). */
export class Problem extends Error {
  constructor(status, title, detail, body) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.body = body ?? {};
  }
}

export function get(path, signal) {
  return request('GET', path, undefined, signal);
}

export function post(path, body, signal) {
  return request('POST', path, body ?? {}, signal);
}

export function remove(path, signal) {
  return request('DELETE', path, undefined, signal);
}

/** Where a service's REST is: its own at the root, that of others behind the gateway. */
export function base(service) {
  return !service || service.self ? '' : `/services/${encodeURIComponent(service.name)}`;
}

async function request(method, path, body, signal) {
  const patience = AbortSignal.timeout(PATIENCE);
  const shown = authorization();
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: { Accept: 'application/json', ...shown, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      cache: 'no-store',
    });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new Problem(0, 'No answer', patience.aborted ? `${path} did not answer within ${PATIENCE / 1000} s` : `${path} cannot be reached`);
  }
  const text = await response.text();
  const json = parse(text);
  if (!response.ok) {
    if (response.status === 401) {
      refused(shown.Authorization, json?.detail);
    }
    throw new Problem(response.status, json?.title ?? `${response.status} ${response.statusText}`, json?.detail, json);
  }
  return json ?? {};
}

/**
 * Hands on the data of each event of a stream until it ends. By fetch, as an EventSource cannot show a token.
 */
export async function events(path, signal, each) {
  const response = await fetch(path, { headers: { Accept: 'text/event-stream', ...authorization() }, signal, cache: 'no-store' });
  if (!response.ok || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    await response.body?.cancel();
    throw new Problem(response.status, 'No stream of events');
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const blocks = (text + value).split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const data = block.split('\n').filter((line) => line.startsWith('data:'));
      if (data.length) {
        each(JSON.parse(data.map((line) => line.slice('data:'.length)).join('\n')));
      }
    }
  }
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** The cursor in a page's `next`, which is one or a link that has one. */
export function cursor(page) {
  if (!page?.next) {
    return undefined;
  }
  return /^(https?:|\/)/.test(page.next) ? (new URL(page.next, location.href).searchParams.get('cursor') ?? undefined) : page.next;
}

export function query(parameters) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') {
      search.set(name, value);
    }
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}

/**
 * Does it now, and again a while after it has ended, as long as somebody looks: never two at a time, and never in a hidden tab.
 */
export function poll(signal, milliseconds, task) {
  let timer;
  let busy = false;
  const run = async () => {
    clearTimeout(timer);
    if (signal.aborted || busy || document.hidden) {
      return;
    }
    busy = true;
    try {
      await task();
    } catch (error) {
      if (!signal.aborted) {
        console.error(error);
      }
    } finally {
      busy = false;
      if (!signal.aborted) {
        timer = setTimeout(run, milliseconds);
      }
    }
  };
  document.addEventListener('visibilitychange', run, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer));
  run();
  return run;
}
