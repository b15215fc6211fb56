/* SPDX-License-Identifier: Apache-2.0 */

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'rect', 'circle', 'g', 'polygon', 'polyline']);
const HANDLERS = ['onclick', 'onchange', 'onsubmit', 'oninput'];

/** An element. Text is always text: nothing that a service says becomes markup. */
export function h(tag, attributes = {}, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

/**
 * Makes {@code current} look like {@code fresh} and keeps what is equal, so that focus, selection, scroll positions and opened
 * details survive a refresh, and a screen reader hears only of changes.
 */
export function morph(current, fresh) {
  if (current.nodeName !== fresh.nodeName || key(current) !== key(fresh)) {
    current.replaceWith(fresh);
    return;
  }
  if (!(current instanceof Element)) {
    if (current.data !== fresh.data) {
      current.data = fresh.data;
    }
    return;
  }
  if (fresh.hasAttribute('data-keep')) {
    return;
  }
  attributes(current, fresh);
  children(current, fresh);
}

/** Replaces what is in {@code parent} by {@code fresh}, as {@link morph} does. Where the focus goes away, the heading has it. */
export function show(parent, ...fresh) {
  const wanted = parent.cloneNode(false);
  wanted.append(...fresh.flat(Infinity).filter((node) => node));
  const focused = parent.contains(document.activeElement) ? document.activeElement : undefined;
  children(parent, wanted);
  if (focused && !focused.isConnected) {
    parent.querySelector('h1')?.focus({ preventScroll: true });
  }
}

function attributes(current, fresh) {
  for (const { name } of [...current.attributes]) {
    if (!fresh.hasAttribute(name) && !(name === 'open' && current.nodeName === 'DETAILS')) {
      current.removeAttribute(name);
    }
  }
  for (const { name, value } of fresh.attributes) {
    if (current.getAttribute(name) !== value) {
      current.setAttribute(name, value);
    }
  }
  for (const handler of HANDLERS) {
    if (current[handler] !== fresh[handler]) {
      current[handler] = fresh[handler];
    }
  }
}

function children(current, fresh) {
  const keyed = new Map();
  for (const child of current.children) {
    if (key(child)) {
      keyed.set(key(child), child);
    }
  }
  let next = current.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const match = key(wanted) ? keyed.get(key(wanted)) : next && !key(next) && next.nodeName === wanted.nodeName ? next : undefined;
    if (!match) {
      current.insertBefore(wanted, next);
      continue;
    }
    if (match === next) {
      next = next.nextSibling;
    } else {
      current.insertBefore(match, next);
    }
    morph(match, wanted);
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

function key(node) {
  return node instanceof Element ? node.getAttribute('data-key') : null;
}
