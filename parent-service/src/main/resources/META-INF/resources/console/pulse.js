/* SPDX-License-Identifier: Apache-2.0 */

const WORDS = { live: 'live', lost: 'no answer', paused: 'paused', waiting: 'connecting', idle: 'idle' };

/** Says in the header whether what one sees is of now. */
export function pulse(state) {
  const element = document.getElementById('pulse');
  if (element.dataset.state !== state) {
    element.dataset.state = state;
    document.getElementById('pulse-text').textContent = WORDS[state];
  }
}
