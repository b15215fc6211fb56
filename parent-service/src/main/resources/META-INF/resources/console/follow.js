/* SPDX-License-Identifier: Apache-2.0 */
import { events, poll } from './api.js';

const OPEN = 1500;
const ENDED = 4000;
const TERMINAL = new Set(['settled', 'applied']);

/**
 * Keeps up with one deletion: by the service's event stream while it runs, by asking where there is no stream, and seldom once
 * it has ended, because a replay or a restore may still change it. Only one stream at a time, as browsers allow few.
 */
export function follow({ signal, start, path, load, changed, failed }) {
  let source;
  let streams = true;
  let started = false;
  let newest;
  let drawing;

  const take = (item) => {
    newest = item;
    drawing ??= (async () => {
      let drawn;
      while (newest && !signal.aborted) {
        const next = newest;
        newest = undefined;
        drawn = await changed(next);
      }
      return drawn;
    })().finally(() => (drawing = undefined));
    return drawing;
  };
  const close = () => {
    source?.abort();
    source = undefined;
  };
  const stream = async () => {
    if (source || !streams || document.hidden) {
      return;
    }
    const own = new AbortController();
    source = own;
    let heard = false;
    try {
      await events(`${path()}/events`, own.signal, (item) => {
        heard = true;
        take(item).catch(failed);
      });
    } catch {
      // Where there is no stream, asking goes on.
    }
    if (source === own) {
      streams = heard;
      close();
    }
  };
  let delay = OPEN;
  const ask = async () => {
    try {
      if (!started) {
        await start();
        started = true;
      }
      const item = await take(await load(path()));
      if (signal.aborted) {
        return;
      }
      const ended = TERMINAL.has(item?.state) && !item.busy && item.restoration?.state !== 'running';
      delay = ended ? ENDED : OPEN;
      if (ended || item?.state === 'failed') {
        close();
      } else {
        stream();
      }
    } catch (error) {
      if (!signal.aborted) {
        failed(error);
      }
    }
  };
  let due = 0;
  const again = poll(signal, 500, async () => {
    if (Date.now() >= due) {
      await ask();
      due = Date.now() + (source ? ENDED : delay);
    }
  });
  document.addEventListener('visibilitychange', () => document.hidden && close(), { signal });
  signal.addEventListener('abort', close);
  return {
    again: () => {
      due = 0;
      return again();
    },
  };
}
