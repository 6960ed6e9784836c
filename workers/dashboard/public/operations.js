// The workers: how they are, and what went wrong lately.
import { absent, card, el, table, tiles } from "./elements.js";
import { number, time } from "./figures.js";
import { eventSaid, healthSaid } from "./words.js";

function headline({ workers, errors }) {
  const well = workers.filter((one) => one.status === "ok").length;
  const slowest = workers.reduce((most, one) => (one.answer_ms > most.answer_ms ? one : most));
  const silent = workers.filter((one) => one.status === "unreachable").length;
  const latest = errors?.items[0];
  return tiles([
    ["Workers well", `${well} of ${workers.length}`, well === workers.length ? "All of them" : "See below which are not"],
    ["No answer", number(silent), silent ? "Down, or too slow to say" : "Everybody answered"],
    ["Slowest", `${number(slowest.answer_ms)} ms`, `${slowest.worker}, asked for its health`],
    ["Latest error", latest ? time(latest.at).split(", ")[0] : errors ? "None" : "–", latest ? latest.worker : null],
  ]);
}

function health({ workers }) {
  const rows = workers.map((one) => [one.worker, el("td", { class: `state ${one.status}` }, healthSaid(one.status),
    one.down.length ? el("span", { class: "muted" }, el("br"), one.down.join(", ")) : null),
    one.version ?? "–", one.answer_ms ? `${number(one.answer_ms)} ms` : "–"]);
  return card("Worker health", "broad", "Those with a version were asked now, and tried their own stores; of the others status tells, by its last probe.",
    table([["Worker"], ["State"], ["Version"], ["Answered in", true]], rows, "Worker health"));
}

function errors({ errors: found }) {
  if (!found) return absent("Latest errors", "broad", "slack-intel");
  if (!found.items.length) return card("Latest errors", "broad", "No errors were reported.");
  const rows = folded(found.items).map(({ item, count }) => [time(item.at), item.worker,
    el("td", { class: "break" }, eventSaid(item.event), count > 1 ? ` (${count} times)` : null, el("br"),
      el("span", { class: "muted" }, where(item)))]);
  return card("Latest errors", "broad", `Of the ${found.items.length} newest log entries, newest first; times of the last one each`,
    table([["When"], ["Worker"], ["What"]], rows, "Latest errors"));
}

// The same error again and again is one line with a count.
function folded(items) {
  const kinds = new Map();
  for (const item of items) {
    const kind = `${item.worker} ${item.event} ${where(item)}`;
    kinds.set(kind, { item: kinds.get(kind)?.item ?? item, count: (kinds.get(kind)?.count ?? 0) + 1 });
  }
  return [...kinds.values()];
}

// What was asked, or what an error says of itself.
const where = ({ details }) => [details.method, details.path, details.status].filter(Boolean).join(" ")
  || String(details.error ?? details.reason ?? details.detail ?? details.message ?? "");

export const operations = (summary) =>
  [headline(summary), el("div", { class: "cards" }, health(summary), errors(summary))];
