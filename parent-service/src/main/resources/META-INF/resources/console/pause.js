/* SPDX-License-Identifier: Apache-2.0 */
import { ask, tell } from './dialog.js';
import { base, post } from './api.js';
import { h } from './dom.js';

/** The button of a relationship that stops its deletes, or lets them go on. */
export function pauseSwitch(signal, changed) {
  const change = async (service, name, verb, body) => {
    try {
      await post(`${base(service)}/relationships/${encodeURIComponent(name)}/${verb}`, body, signal);
      tell(verb === 'pause' ? `${name} is paused.` : `${name} goes on.`);
    } catch (error) {
      if (!signal.aborted) {
        tell(`${name}: ${error.message}`, true);
      }
    }
    changed();
  };
  const pause = async (service, name) => {
    const reason = await ask({
      title: `Pause ${name}?`,
      text: `Rows in ${service.name} stay until it is resumed, although their parents are deleted. Nothing is lost, and other relationships go on.`,
      field: 'Why',
      confirm: 'Pause',
    });
    if (reason !== undefined) {
      await change(service, name, 'pause', { reason });
    }
  };
  return (service, { name, subscriber, paused }) =>
    subscriber &&
    h(
      'p',
      { class: 'actions' },
      paused
        ? h('button', { type: 'button', class: 'quiet', 'aria-label': `Resume ${name}`, onclick: () => change(service, name, 'resume') }, 'Resume')
        : h('button', { type: 'button', class: 'quiet', 'aria-label': `Pause ${name}`, onclick: () => pause(service, name) }, 'Pause…'),
    );
}
