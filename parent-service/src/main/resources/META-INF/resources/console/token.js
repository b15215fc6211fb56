/* SPDX-License-Identifier: Apache-2.0 */
import { ask } from './dialog.js';

const KEY = 'cascade.token';
const button = document.getElementById('sign-in');
let token = stored();
let asked = false;

/** What the services want to see, if they want anything. */
export function authorization() {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/**
 * A service has refused what it was shown, unless another token has come since. Asks once by itself, as views ask it again every
 * second; then there is the button.
 */
export function refused(shown, reason) {
  if (shown !== authorization().Authorization) {
    return;
  }
  const first = !asked;
  asked = true;
  token = undefined;
  keep();
  offer();
  if (first) {
    signIn(reason);
  }
}

/** For this tab and until it is closed: a token is not to outlive the person at the screen. */
function stored() {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined; // Storage may be forbidden; then each page asks anew.
  }
}

function keep() {
  try {
    if (token) {
      sessionStorage.setItem(KEY, token);
    } else {
      sessionStorage.removeItem(KEY);
    }
  } catch {
    // It holds until the page is left.
  }
}

async function signIn(reason) {
  const text = [reason, 'Paste a bearer token of your issuer. It is kept in this tab only, and shown to this service and, through it, to the others.'];
  const answer = await ask({ title: 'Sign in', text: text.filter(Boolean), confirm: 'Sign in', field: 'Token', secret: true });
  if (answer) {
    token = answer.replace(/^Bearer\s+/i, '');
    asked = false;
    keep();
    offer();
    dispatchEvent(new Event('hashchange'));
  }
}

function signOut() {
  token = undefined;
  keep();
  offer();
  dispatchEvent(new Event('hashchange'));
}

function offer() {
  button.hidden = !token && !asked;
  button.textContent = token ? 'Sign out' : 'Sign in';
}

button.addEventListener('click', () => (token ? signOut() : signIn()));
offer();
