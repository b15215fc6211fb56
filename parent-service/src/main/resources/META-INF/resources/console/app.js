/* SPDX-License-Identifier: Apache-2.0 */
import { deletion } from './deletion.js';
import { deletions } from './deletions.js';
import { dismiss } from './dialog.js';
import { drift } from './drift.js';
import { heading } from './parts.js';
import { h, show } from './dom.js';
import { impact } from './impact.js';
import { letters } from './letters.js';
import { overview } from './overview.js';
import { pulse } from './pulse.js';

const ROUTES = [
  [/^\/$/, overview, 'overview', 'Overview'],
  [/^\/deletions$/, deletions, 'deletions', 'Deletions'],
  [/^\/deletions\/([^/]+)$/, deletion, 'deletions', 'Deletion'],
  [/^\/dead-letters$/, letters, 'dead-letters', 'Dead letters'],
  [/^\/drift$/, drift, 'drift', 'Drift'],
  [/^\/impact(?:\/([^/]+))?$/, impact, 'impact', 'Impact'],
];

const main = document.getElementById('main');
let leaving;

/** Each view has an address after the #, and ends all it has begun when another one comes. */
function route(first) {
  const hash = location.hash.replace(/^#/, '');
  if (hash && !hash.startsWith('/')) {
    return; // The skip link's: a place in the page, not a view.
  }
  leaving?.abort();
  leaving = new AbortController();
  dismiss();
  const [path, search] = (hash || '/').split('?');
  const found = ROUTES.map(([pattern, ...rest]) => [pattern.exec(path), ...rest]).find(([match]) => match);
  const [match, view, name, title] = found ?? [[], unknown, '', 'Not found'];
  document.title = `${title} · cascade`;
  document.querySelectorAll('nav a').forEach((link) => (link.dataset.view === name ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current')));
  main.replaceChildren();
  pulse('waiting');
  view(main, new URLSearchParams(search), leaving.signal, match[1] && decodeURIComponent(match[1]));
  if (first !== true) {
    main.querySelector('h1')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function unknown(root) {
  show(root, heading('Not found'), h('p', {}, 'There is no such view. ', h('a', { href: '#/' }, 'Go to the overview')));
}

const THEMES = ['system', 'light', 'dark'];

function theme() {
  const button = document.getElementById('theme');
  const now = () => document.documentElement.dataset.theme ?? 'system';
  const label = () => (button.textContent = `Theme: ${now()}`);
  button.addEventListener('click', () => {
    const next = THEMES[(THEMES.indexOf(now()) + 1) % THEMES.length];
    if (next === 'system') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = next;
    }
    try {
      localStorage.setItem('cascade.theme', next);
    } catch {
      // Then it holds until the page is left.
    }
    label();
  });
  label();
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
document.addEventListener('visibilitychange', () => document.hidden && pulse('paused'));
addEventListener('hashchange', route);
theme();
route(true);
