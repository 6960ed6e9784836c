// Fills the overview and the operations page from /api/summary.
import { forget, redraw } from "./charts.js";
import { time } from "./figures.js";
import { operations } from "./operations.js";
import { overview } from "./overview.js";

const figures = document.getElementById("figures");
const range = document.getElementById("range");
const made = document.getElementById("made");
const notice = document.getElementById("notice");
const fill = figures.dataset.page === "operations" ? operations : overview;

function show(summary) {
  forget();
  figures.replaceChildren(...fill(summary));
  const gone = summary.partial;
  warn(gone.length ? `Some figures are missing, because these did not answer: ${gone.join(", ")}.` : "");
  made.textContent = `As of ${time(summary.generated_at)}`;
  redraw();
}

function warn(text) {
  notice.textContent = text;
  notice.hidden = !text;
}

async function load() {
  figures.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/api/summary?range=${encodeURIComponent(range?.value ?? "7d")}`, { headers: { accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403) return location.reload();
    if (!answer.ok) throw new Error(`the dashboard answered ${answer.status}`);
    show(await answer.json());
  } catch (error) {
    made.textContent = "";
    warn(`The figures could not be loaded: ${error.message}. Press Refresh to try again.`);
  } finally {
    figures.setAttribute("aria-busy", "false");
  }
}

let width = innerWidth;
let resizing;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  clearTimeout(resizing);
  resizing = setTimeout(redraw, 150);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
document.getElementById("refresh").addEventListener("click", load);
range?.addEventListener("change", () => {
  history.replaceState(null, "", `?range=${range.value}`);
  load();
});
const asked = new URLSearchParams(location.search).get("range");
if ([...(range?.options ?? [])].some((option) => option.value === asked)) range.value = asked;
load();
