// What is in the D1 databases and KV namespaces, a page at a time.

import { $, empty, fill, hintAtWidth, make, pretty } from "./dom.js";
import { ask, fleet } from "./fleet.js";
import { bind } from "./route.js";

const PAGE = 50;
const KEPT_BY = /^(d1_|sqlite_|_cf_)/; // tables of the platform's, listed last
const form = $("#data form");
const filters = bind("data", form, () => {});
let opened = "";
let table = ""; // that is looked through, page by page
let looks = 0; // so far: an answer that a later look has overtaken is not shown
let starts = [""]; // of the pages so far: an offset of rows, or the key that a page comes after

const stores = (type) => fleet.workers.flatMap((worker) => worker.bindings.filter((binding) => binding.type === type).map((binding) => ({ worker: worker.name, ...binding })));
const valueOf = ({ worker, type, name }) => `${worker} ${type} ${name}`;
const chosen = () => ["d1", "kv"].flatMap(stores).find((store) => valueOf(store) === form.elements.store.value);
const group = (label, type) => [label, stores(type).map((store) => [valueOf(store), `${store.target} · ${store.worker}`])];

export async function showData() {
  fill(form.elements.store, [group("D1 databases", "d1"), group("KV namespaces", "kv")]);
  if (form.elements.store.value === opened) return;
  opened = form.elements.store.value;
  await open(chosen());
}

async function open(store) {
  table = "";
  starts = [""];
  form.elements.sql.value = form.elements.prefix.value = "";
  for (const [name, type] of [["sql", "d1"], ["prefix", "kv"]]) form.elements[name].parentNode.hidden = store?.type !== type;
  $("#tables").replaceChildren();
  turnPages(0, false);
  if (!store) return show(empty("No worker has a D1 database or a KV namespace."));
  const sharing = stores(store.type).filter((other) => other.target === store.target && other.worker !== store.worker).map((other) => other.worker);
  $("#owner").textContent = `${store.worker} has ${store.target} as ${store.name}${sharing.length ? `, and so has ${sharing.join(", ")}` : ""}.`;
  if (store.type === "kv") return look();
  const tables = await attempt(ask(`/d1/${store.worker}?binding=${store.name}`));
  if (opened !== valueOf(store) || !tables) return; // another was chosen meanwhile
  const listed = [...tables.filter(({ name }) => !KEPT_BY.test(name)), ...tables.filter(({ name }) => KEPT_BY.test(name))];
  $("#tables").replaceChildren(...listed.map(({ name }) => make("li", {}, make("button", { type: "button", click: () => lookThrough(name) }, name))));
  return listed.length ? lookThrough(listed[0].name) : show(empty("It has no tables."));
}

function lookThrough(name) {
  table = name;
  starts = [""];
  return look();
}

/** Shows the page that `starts` ends with. */
async function look() {
  const store = chosen();
  if (!store) return;
  for (const button of document.querySelectorAll("#tables button")) button.setAttribute("aria-pressed", String(button.textContent === table));
  const start = starts.at(-1);
  const nth = ++looks;
  const rows = await attempt(store.type === "kv" ? keys(store, start) : select(store, start));
  if (!rows || nth !== looks || opened !== valueOf(store)) return;
  const page = store.type === "kv" || table ? rows.slice(0, PAGE) : rows;
  turnPages(page.length, rows.length > page.length, store.type === "kv" ? page.at(-1)?.name : String(Number(start) + PAGE));
  if (!page.length) return show(empty("Nothing there."));
  show(store.type === "kv" ? entries(page) : tableOf(page));
}

const keys = ({ worker, name }, after) => ask(`/kv/${worker}?${new URLSearchParams({ binding: name, prefix: form.elements.prefix.value.trim(), after, limit: PAGE + 1 })}`);

function select({ worker, name }, offset) {
  const paged = (limit) => `SELECT * FROM "${table.replaceAll('"', '""')}" LIMIT ${limit} OFFSET ${Number(offset)}`;
  if (table) form.elements.sql.value = paged(PAGE);
  const sql = table ? paged(PAGE + 1) : form.elements.sql.value.trim(); // one more tells whether there is another page
  return ask(`/d1/${worker}?${new URLSearchParams({ binding: name, sql })}`);
}

async function attempt(asked) {
  try {
    return await asked;
  } catch (error) {
    turnPages(0, false);
    show(make("p", { class: "empty bad", role: "alert" }, error.message));
    return null;
  }
}

function show(content) {
  const frame = make("div", { class: "frame list", role: "region", "aria-label": "What is there", tabindex: 0 }, content);
  $("#rows").replaceChildren(frame);
  hintAtWidth(frame);
}

function turnPages(count, more, next) {
  $("#pages").hidden = !more && starts.length === 1;
  $("#pages .previous").disabled = starts.length === 1;
  $("#pages .next").disabled = !more;
  $("#pages .next").dataset.start = next ?? "";
  const first = (starts.length - 1) * PAGE + 1;
  $("#pages span").textContent = count ? `${first} to ${first + count - 1}` : "";
}

const STAMPED = /^(\d{13})(?=[[{"])/; // edgekit's cache puts before a value until when it is fresh, in milliseconds

function entry({ name, value, expiration }) {
  const stamp = STAMPED.exec(value ?? "")?.[1] ?? "";
  const until = [stamp && `fresh until ${time(Number(stamp))}`, expiration && `kept until ${time(expiration * 1000)}`].filter(Boolean).join(", ");
  return make("li", { class: "entry" }, make("h3", {}, name), until ? make("p", { class: "soft" }, until) : null, make("pre", {}, pretty((value ?? "").slice(stamp.length))));
}

const time = (at) => new Date(at).toLocaleString([], { hour12: false });
const entries = (list) => make("ul", {}, ...list.map(entry));

const text = (value) => (value === null || value === undefined ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value));

function tableOf(rows) {
  const names = [...new Set(rows.flatMap(Object.keys))];
  const head = make("tr", {}, make("th", { scope: "col" }, make("span", { class: "unseen" }, "Whole row")), ...names.map((name) => make("th", { scope: "col" }, name)));
  return make("table", { class: "cells" }, make("thead", {}, head), make("tbody", {}, ...rows.map((row) => rowOf(row, names))));
}

function rowOf(row, names) {
  const button = make("button", { type: "button", class: "plain", "aria-expanded": "false", click: () => toggle(button, row, names) }, "Open");
  return make("tr", {}, make("td", {}, button), ...names.map((name) => make("td", {}, text(row[name]))));
}

/** Opens a row below itself: every column in full, JSON in lines. */
function toggle(button, row, names) {
  const line = button.closest("tr");
  const isOpen = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!isOpen));
  button.textContent = isOpen ? "Open" : "Close";
  if (isOpen) return line.nextSibling.remove();
  const record = make("dl", { class: "record" }, ...names.flatMap((name) => [make("dt", {}, name), make("dd", {}, make("pre", {}, pretty(text(row[name]))))]));
  return line.after(make("tr", { class: "opened" }, make("td", { colspan: names.length + 1 }, record)));
}

form.elements.store.addEventListener("input", showData);
form.elements.sql.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); } });
form.addEventListener("submit", () => { table = ""; starts = [""]; look(); });
$("#pages .next").addEventListener("click", (event) => { starts.push(event.target.dataset.start); look(); });
$("#pages .previous").addEventListener("click", () => { starts.pop(); look(); });

export const data = { follow: filters.follow, show: showData, feeds: [] };
