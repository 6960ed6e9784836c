// Elements of the page. Text goes in as text only, so that nothing a worker says can become markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "width") node.style.width = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// A table; columns are [name, is a number]. With many columns each row becomes a card on a phone,
// and a table that is laid out as blocks keeps its roles only if they are said.
export function table(columns, rows, caption) {
  const many = columns.length > 4;
  const role = (name) => (many ? { role: name } : {});
  const kind = (column) => (column[1] ? { class: "number" } : {});
  const head = el("tr", role("row"), ...columns.map((column) =>
    el("th", { ...kind(column), scope: "col", ...role("columnheader") }, column[0])));
  const cell = (value, index) => {
    const label = many ? { "data-label": columns[index][0] } : {};
    if (index === 0) return el("th", { scope: "row", ...role("rowheader") }, value);
    const node = value instanceof Node && value.tagName === "TD" ? value : el("td", kind(columns[index]), value);
    for (const [name, said] of Object.entries({ ...label, ...role("cell") })) node.setAttribute(name, said);
    return node;
  };
  return el("table", { "aria-label": caption, ...(many && { class: "stack", role: "table" }) },
    el("thead", role("rowgroup"), head),
    el("tbody", role("rowgroup"), ...rows.map((row) => el("tr", role("row"), ...row.map(cell)))));
}

export function bars(rows, caption, columns, format) {
  const most = Math.max(1, ...rows.map((row) => row.count));
  const lines = rows.map((row) => [
    row.name,
    el("td", { class: "bar" }, el("div", { class: "track", "aria-hidden": "true" },
      el("div", { class: row.hot ? "fill hot" : "fill", width: `${(100 * row.count) / most}%` }))),
    format(row.count),
    ...(row.more ?? []),
  ]);
  const hidden = el("span", { class: "hidden" }, "Bar");
  const node = table([[columns[0]], [hidden], [columns[1], true], ...(columns[2] ? [[columns[2], true]] : [])],
    lines, caption);
  node.classList.add("bars");
  if (columns[2]) node.classList.add("slim");
  return node;
}

export function card(title, size, note, ...content) {
  return el("section", { class: `card ${size}` }, el("h2", {}, title),
    note ? el("p", { class: "muted" }, note) : null, ...content);
}

export function absent(title, size, source) {
  return card(title, size, null, el("p", { class: "absent" },
    `Nothing arrived from ${source}. The other figures are not affected.`));
}

export const withTable = (node, columns, rows, caption) =>
  [node, el("details", {}, el("summary", {}, "Show as a table"), table(columns, rows, caption))];

export function tiles(rows) {
  return el("dl", { class: "tiles" }, ...rows.map(([name, value, more]) =>
    el("div", { class: "tile" }, el("dt", {}, name), el("dd", {}, value), more ? el("dd", {}, more) : null)));
}
