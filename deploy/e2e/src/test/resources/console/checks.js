/* SPDX-License-Identifier: Apache-2.0 */
// Run in the page: what is wrong with how it looks now, in words; nothing when all is well.
() => {
  const found = [];
  const say = (what, element, more = '') => found.push(`${what}: ${name(element)} ${more}`.trim());
  const name = (element) => `<${element.nodeName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> “${element.textContent.trim().slice(0, 50)}”`;
  const visible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest('.unseen');

  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) {
    found.push(`the page is ${page.scrollWidth} wide in a window of ${page.clientWidth}`);
  }

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('script, noscript, option, #messages') || !visible(element)) {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width > 1 && box.height > 1 && box.right > -100) {
        texts.push({ node, element, box });
      }
    }
  }
  if (texts.length < 10) {
    found.push(`only ${texts.length} texts`);
  }

  // Nothing overlaps.
  for (let i = 0; i < texts.length; i++) {
    for (let j = i + 1; j < texts.length; j++) {
      const a = texts[i];
      const b = texts[j];
      if (a.node === b.node) {
        continue;
      }
      const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (width > 1 && height > 3) {
        say('overlaps', a.element, `and ${name(b.element)} by ${width.toFixed(0)} x ${height.toFixed(0)}`);
      }
    }
  }

  // Nothing is cut, and nothing leaves its card or the window.
  for (const { element, box } of texts) {
    if (box.left < -1 || box.right > page.clientWidth + 1) {
      say('leaves the window', element);
    }
    for (let outer = element; outer && outer !== document.body; outer = outer.parentElement) {
      const style = getComputedStyle(outer);
      const bounds = outer.getBoundingClientRect();
      const framed = style.overflowX !== 'visible' || outer.matches('.card, .node, td, button, .figure, .message');
      if (framed && style.display !== 'inline' && (box.left < bounds.left - 1 || box.right > bounds.right + 1)) {
        say('is cut or sticks out at the side', element, `of ${name(outer)}`);
      }
      if (['hidden', 'clip'].includes(style.overflowY) && (box.top < bounds.top - 2 || box.bottom > bounds.bottom + 2)) {
        say('is cut at the top or bottom', element, `of ${name(outer)}`);
      }
    }
  }

  // Enough contrast (WCAG 2.2, 1.4.3 and 1.4.11).
  const colour = (text) => {
    const parts = text.match(/[\d.]+/g).map(Number);
    return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const ground = (element) => {
    for (let outer = element; outer; outer = outer.parentElement) {
      const { rgb, alpha } = colour(getComputedStyle(outer).backgroundColor);
      if (alpha === 1) {
        return rgb;
      }
    }
    return [255, 255, 255];
  };
  for (const element of new Set(texts.map((text) => text.element))) {
    if (element.closest('[aria-disabled=true]')) {
      continue;
    }
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const contrast = ratio(colour(style.color).rgb, ground(element));
    if (contrast < needed) {
      say(`contrast of only ${contrast.toFixed(2)}`, element);
    }
  }
  for (const control of document.querySelectorAll('input, select, textarea, button:not(.quiet):not([aria-disabled=true])')) {
    const contrast = Math.max(ratio(colour(getComputedStyle(control).borderColor).rgb, ground(control.parentElement)), ratio(ground(control), ground(control.parentElement)));
    if (visible(control) && contrast < 3) {
      say(`edge with a contrast of only ${contrast.toFixed(2)}`, control);
    }
  }

  // Everything has a name, a role and a place.
  for (const control of document.querySelectorAll('a, button, input, select, textarea, [role=progressbar]')) {
    const label = control.getAttribute('aria-label') ?? control.labels?.[0]?.textContent ?? control.textContent;
    if (!label?.trim()) {
      say('has no name', control);
    }
    const box = control.getBoundingClientRect();
    if (visible(control) && control.matches('button, input, select, textarea, nav a') && box.height < 24) {
      say(`is only ${box.height} high`, control);
    }
  }
  document.querySelectorAll('svg:not([aria-hidden=true]):not([role])').forEach((picture) => say('is neither hidden nor named', picture));
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  ids.filter((id, index) => ids.indexOf(id) !== index).forEach((id) => found.push(`two elements have the id ${id}`));
  const headings = [...document.querySelectorAll('h1, h2, h3')].filter(visible).map((heading) => Number(heading.nodeName[1]));
  if (headings.filter((level) => level === 1).length !== 1) {
    found.push(`headings of level 1: ${headings.filter((level) => level === 1).length}`);
  }
  headings.forEach((level, index) => index > 0 && level > headings[index - 1] + 1 && found.push(`a heading of level ${level} follows one of ${headings[index - 1]}`));
  return [...new Set(found)].slice(0, 25);
}
