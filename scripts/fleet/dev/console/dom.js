// Building and renewing what the page shows. What is shown comes from workers and their visitors: it is
// set as text, never as HTML.

export const $ = (selector, root = document) => root.querySelector(selector);

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const empty = (text) => make("p", { class: "empty" }, text);
export const emptyRow = (columns, text) => make("tr", {}, make("td", { colspan: columns, class: "wide" }, empty(text)));

/** Shows one element for each item; those whose key was shown before stay as they are, focus and all. */
export function reconcile(container, items, keyOf, render, none) {
  const shown = new Map([...container.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => shown.get(String(keyOf(item))) ?? keyed(render(item), keyOf(item)));
  if (!wanted.length) {
    container.replaceChildren(none());
    return;
  }
  const kept = new Set(wanted);
  for (const child of [...container.children]) if (!kept.has(child)) child.remove();
  let next = null;
  for (const element of wanted.reverse()) {
    if (element.nextSibling !== next || element.parentNode !== container) container.insertBefore(element, next);
    next = element;
  }
}

function keyed(element, key) {
  element.dataset.key = key;
  return element;
}

/** Fills a select, whose choice stays if it still can be made. `groups` is a list of values, or of [label, [[value, text]…]]. */
export function fill(select, values, first) {
  const key = JSON.stringify(values);
  if (select.dataset.filled === key) return;
  const chosen = select.dataset.wanted || select.value;
  select.dataset.filled = key;
  select.replaceChildren(...(first === undefined ? [] : [make("option", { value: "" }, first)]), ...values.map(choice));
  if ([...select.options].some((option) => option.value === chosen)) select.value = chosen;
}

function choice(value) {
  if (typeof value === "string") return make("option", { value }, value);
  const [label, options] = value;
  return make("optgroup", { label }, ...options.map(([each, text]) => make("option", { value: each }, text)));
}

export const clock = (at) => new Date(at).toLocaleTimeString([], { hour12: false });
export const tone = (status) => (status >= 500 ? "bad" : status >= 400 ? "warn" : "good");

export function ms(value) {
  if (value === null || value === undefined) return "–";
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}

/** JSON in lines; other text as it is. */
export function pretty(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}

/** Says beside a frame that there is more to its right, where there is. */
export function hintAtWidth(frame) {
  const hint = make("p", { class: "hint" }, "There is more to the right: scroll sideways.");
  frame.before(hint);
  const look = () => hint.classList.toggle("shown", frame.scrollWidth > frame.clientWidth + 1);
  new ResizeObserver(look).observe(frame);
  new MutationObserver(look).observe(frame, { childList: true, subtree: true });
}
