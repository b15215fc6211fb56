/* SPDX-License-Identifier: Apache-2.0 */
// Not a module: it runs before the first paint, so that no wrong colour flashes up.
(() => {
  try {
    const chosen = localStorage.getItem('cascade.theme');
    if (chosen === 'light' || chosen === 'dark') {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // Storage may be forbidden; the system's theme is a good one.
  }
})();
