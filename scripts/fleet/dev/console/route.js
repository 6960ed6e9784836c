// The address says what is shown: "#logs?worker=leads&level=error". Filters live in it, so that a link
// can lead to what belongs to one request.

export function route() {
  const [view, query] = location.hash.slice(1).split("?");
  return { view, chosen: new URLSearchParams(query) };
}

export function address(view, chosen = {}) {
  const query = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value)).toString();
  return `#${view}${query ? `?${query}` : ""}`;
}

/** Makes a form's fields follow the address, and the address the fields. `changed` draws anew. */
export function bind(view, form, changed) {
  const read = () => Object.fromEntries([...form.elements].filter((field) => field.name).map((field) => [field.name, valueOf(field)]));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    for (const field of form.elements) delete field.dataset.wanted;
    history.replaceState(null, "", address(view, read()));
    changed();
  });
  return {
    read,
    follow: ({ chosen }) => { for (const field of form.elements) if (field.name) set(field, chosen.get(field.name) ?? ""); },
  };
}

const valueOf = (field) => (field.type === "checkbox" ? (field.checked ? "shown" : "") : field.dataset.wanted || field.value.trim());

function set(field, value) {
  if (field.type === "checkbox") field.checked = value !== "";
  else if (field.tagName !== "SELECT") field.value = value;
  else {
    field.dataset.wanted = value; // its options may still be on their way
    field.value = value;
    if (!value) delete field.dataset.wanted;
  }
}
