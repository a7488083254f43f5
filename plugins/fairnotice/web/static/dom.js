// Elements made from text only: names of operators and reasons come from outside and are never markup.

function shown(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== "" && child !== false);
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...shown(children));
  return made;
}

export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...shown(children));
  return made;
}

export function fill(parent, ...children) {
  parent.replaceChildren(...shown(children));
}

// The same for what is made anew while somebody works in it with the keyboard: they stay where they were.
export function refill(parent, ...children) {
  const held = parent.contains(document.activeElement) ? document.activeElement.id : "";
  fill(parent, ...children);
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
}
