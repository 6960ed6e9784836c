// Fills the dashboard from /api/summary. Every figure stands in a table too; charts are drawn by uPlot.
"use strict";

const range = document.getElementById("range");
const main = document.querySelector("main");
const charts = [];
let shown = null;

// Elements. Text goes in as text only, so that nothing a worker says can become markup.

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "width") node.style.width = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function table(columns, rows, caption) {
  const cell = (tag, text, number, scope) =>
    el(tag, { ...(number && { class: "number" }), ...(scope && { scope }) }, text);
  const head = el("tr", {}, ...columns.map(([name, number]) => cell("th", name, number, "col")));
  const body = rows.map((row) =>
    el("tr", {}, ...row.map((value, index) =>
      value instanceof Node ? value : cell("td", String(value), columns[index][1]))));
  // A wide table scrolls on a phone, and with the keyboard if it can have the focus.
  const wide = columns.length > 4 ? { tabindex: "0", role: "region", "aria-label": caption } : {};
  return el("div", { class: "scroll", ...wide },
    el("table", { "aria-label": caption }, el("thead", {}, head), el("tbody", {}, ...body)));
}

function bars(rows, caption, columns) {
  const most = Math.max(1, ...rows.map((row) => row.count));
  const lines = rows.map((row) => [
    row.name,
    el("td", { class: "bar" }, el("div", { class: "track", "aria-hidden": "true" },
      el("div", { class: row.hot ? "fill hot" : "fill", width: `${(100 * row.count) / most}%` }))),
    number(row.count),
    ...(row.more ?? []),
  ]);
  const node = table([[columns[0]], [""], [columns[1], true], ...(columns[2] ? [[columns[2], true]] : [])],
    lines, caption);
  node.querySelector("table").classList.add("bars");
  return node;
}

function card(title, size, note, ...content) {
  return el("section", { class: `card ${size}` }, el("h2", {}, title),
    note ? el("p", { class: "muted" }, note) : null, ...content);
}

function absent(title, size, source, why) {
  return card(title, size, null, el("p", { class: "absent" },
    why ?? `Nothing arrived from ${source}. The other figures are not affected.`));
}

// Figures

const number = (value, digits = 0) =>
  value === null || value === undefined ? "–"
    : Number(value).toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: digits });
const percent = (share, digits = 1) => (share === null || share === undefined ? "–" : `${number(share * 100, digits)} %`);
const signed = (value, digits, unit) =>
  value === null || value === undefined ? "–" : `${value > 0 ? "+" : ""}${number(value, digits)}${unit}`;
const dollars = (value) => (value === null || value === undefined ? "–" : `$${number(value)}`);
const day = (text) => Date.parse(`${text}T00:00:00Z`) / 1000;

function duration(minutes) {
  if (minutes === null || minutes === undefined) return "–";
  if (minutes < 60) return `${number(minutes)} min`;
  return minutes < 2880 ? `${number(minutes / 60, 1)} h` : `${number(minutes / 1440, 1)} days`;
}

function days(from, to) {
  const all = [];
  for (let at = day(from); at <= day(to); at += 86400) all.push(new Date(at * 1000).toISOString().slice(0, 10));
  return all;
}

// Charts

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// Counts have no halves.
const WHOLE_STEPS = [...Array(8).keys()].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));

function chart(label, times, series, { stacked = false, format = number, zero = true } = {}) {
  const box = el("div", { class: "chart", role: "img", "aria-label": label });
  const draw = () => {
    const axis = { stroke: color("muted"), grid: { stroke: color("line"), width: 1 }, ticks: { show: false } };
    const options = {
      width: Math.max(240, box.clientWidth), height: 210,
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"),
      scales: {
        // Half a day on either side, or the first and the last bar would be cut.
        x: { range: (_, first, last) => (stacked ? [first - 43200, last + 43200] : [first, last]) },
        y: { range: (_, low, high) => bounds(low, high, zero) },
      },
      axes: [
        { ...axis, values: dates, space: 64, size: 34 },
        { ...axis, size: 58, values: (_, ticks) => ticks.map((t) => format(t)), ...(zero && { incrs: WHOLE_STEPS }) },
      ],
      series: [{ label: "Day", value: (_, at) => (at === null ? "–" : utc(at, { year: "numeric", month: "short", day: "numeric" })) },
        ...series.map((one) => ({
          label: one.name, stroke: color(one.color), width: 2,
          fill: stacked ? color(one.color) : undefined,
          paths: stacked ? uPlot.paths.bars({ size: [0.7, 46], radius: 0.15 }) : undefined,
          points: { show: !stacked && times.length < 40, size: 6, fill: color(one.color) },
          value: (_, value) => format(value), spanGaps: true,
        }))],
    };
    return new uPlot(options, [times, ...series.map((one) => one.values)], box);
  };
  charts.push({ box, draw, plot: null });
  return box;
}

function bounds(low, high, zero) {
  if (low === null || high === null) return [0, 1];
  const gap = Math.max((high - low) * 0.1, Math.abs(high) * 0.02, 0.01);
  return zero ? [Math.min(0, low), Math.max(1, high * 1.1)] : [low - gap, high + gap];
}

const utc = (at, options) => new Date(at * 1000).toLocaleDateString("en-US", { ...options, timeZone: "UTC" });
const dates = (plot, ticks) => {
  const long = plot.scales.x.max - plot.scales.x.min > 400 * 86400;
  return ticks.map((at, index) => {
    const text = utc(at, long ? { month: "short", year: "numeric" } : { month: "short", day: "numeric" });
    return index && text === utc(ticks[index - 1], long ? { month: "short", year: "numeric" } : { month: "short", day: "numeric" }) ? "" : text;
  });
};

function redraw() {
  for (const one of charts) {
    one.plot?.destroy();
    one.plot = one.draw();
  }
}

const withTable = (node, columns, rows, caption) =>
  [node, el("details", {}, el("summary", {}, "Show as a table"), table(columns, rows, caption))];

// The parts of the page. Each takes the summary and gives a card, whatever is missing from it.

function leadsByDay({ leads, from, to }) {
  if (!leads) return absent("Leads by day", "wide", "leads");
  const all = days(from, to);
  const known = new Map(leads.by_day.map((row) => [row.date, row]));
  // A day without leads has no bar: one of height zero would still draw its outline.
  const rows = all.map((date) => known.get(date) ?? { date, count: 0, hot: 0, mean_score: null });
  const label = `${leads.total} leads between ${from} and ${to}, ${leads.hot} of them hot`;
  return card("Leads by day", "wide", `${number(leads.total)} leads, ${number(leads.hot)} hot (score over 80)`,
    ...withTable(chart(label, rows.map((row) => day(row.date)), [
      { name: "Leads", color: "accent", values: rows.map((row) => row.count || null) },
      { name: "Hot", color: "second", values: rows.map((row) => row.hot || null) },
    ], { stacked: true }), [["Day"], ["Leads", true], ["Hot", true], ["Mean score", true]],
    rows.filter((row) => row.count).map((row) => [row.date, number(row.count), number(row.hot), number(row.mean_score, 1)]),
    "Leads by day"));
}

function leadsByScore({ leads }) {
  if (!leads) return absent("Leads by score", "narrow", "leads");
  return card("Leads by score", "narrow", null,
    bars(leads.by_score.map((row) => ({ name: `${row.low}–${row.high}`, count: row.count, hot: row.low >= 80 })),
      "Leads by score", ["Score", "Leads"]));
}

function statuses({ leads }) {
  if (!leads) return absent("Where leads stand", "narrow", "leads");
  const rows = Object.entries(leads.by_status).map(([name, count]) => ({ name, count }));
  return card("Where leads stand", "narrow", null, bars(rows, "Leads by status", ["Status", "Leads"]));
}

function responses({ leads }) {
  if (!leads) return absent("Response times", "narrow", "leads");
  const { answered, waiting, median_minutes: median, p90_minutes: p90 } = leads.response;
  return card("Response times", "narrow", "From a lead's arrival to its first change of status",
    table([["Measure"], ["Value", true]], [
      ["Median", duration(median)], ["90 % within", duration(p90)],
      ["Answered", number(answered)], ["Waiting", number(waiting)],
    ], "Response times"));
}

function funnel({ funnel: found }) {
  if (!found) return absent("Funnel", "narrow", "analytics");
  return card("Funnel", "narrow", "Visitors who took each step after the one before",
    bars(found.steps.map((step) => ({ name: step.step, count: step.visitors, more: [percent(step.of_first, 0)] })),
      "Funnel", ["Step", "Visitors", "Of first"]));
}

function traffic({ visitors, pageviews, from, to }) {
  if (!visitors || !pageviews) return absent("Visitors and page views", "wide", "analytics");
  const label = `${visitors.total} daily visitors and ${pageviews.total} page views between ${from} and ${to}`;
  const views = new Map(pageviews.rows.map((row) => [row.key, row.value]));
  return card("Visitors and page views", "wide", `${number(visitors.total)} daily visitors, ${number(pageviews.total)} page views`,
    ...withTable(chart(label, visitors.rows.map((row) => day(row.key)), [
      { name: "Visitors", color: "accent", values: visitors.rows.map((row) => row.value) },
      { name: "Page views", color: "second", values: visitors.rows.map((row) => views.get(row.key) ?? 0) },
    ]), [["Day"], ["Visitors", true], ["Page views", true]],
    visitors.rows.map((row) => [row.key, number(row.value), number(views.get(row.key) ?? 0)]), "Traffic by day"));
}

function sources({ sources: found }) {
  if (!found) return absent("Where visitors come from", "narrow", "analytics");
  if (!found.rows.length) return card("Where visitors come from", "narrow", "Nobody visited in this range.");
  return card("Where visitors come from", "narrow", null,
    bars(found.rows.map((row) => ({ name: row.key, count: row.value })), "Visitors by source", ["Source", "Visitors"]));
}

function revenue({ not_yet: notYet }) {
  const why = notYet.includes("payments")
    ? "The worker payments is not there yet; revenue is shown once it is." : undefined;
  return absent("Revenue", "narrow", "payments", why);
}

function market({ market: found, rates }) {
  if (!found) return absent("Market", "wide", "market-intelligence");
  const rate = rates ? `30-year mortgage ${number(rates.rate, 2)} % (${rates.as_of}, ${signed(rates.year_change, 2, " points")} in a year)` : null;
  return card("Market", "wide", rate,
    table([["Region"], ["Index", true], ["Quarter", true], ["Year", true], ["$/sqft", true], ["Days", true], ["Homes listed", true]],
      found.regions.map((row) => [row.name, number(row.level, 1), percent(row.quarter_change), percent(row.year_change),
        dollars(row.price_per_sqft), number(row.days_on_market), number(row.inventory)]), "Market by region"),
    el("p", { class: "muted" }, `As of ${found.as_of}. ${found.regions[0].source}`));
}

function trend({ trend: found }) {
  if (!found) return absent("House prices", "half", "market-intelligence");
  return card(`House prices: ${found.name}`, "half", `${signed(found.change * 100, 1, " %")} over the years shown`,
    ...withTable(chart(`House price index of ${found.name}, changed by ${percent(found.change)}`,
      found.points.map((point) => day(point.date)),
      [{ name: "Index", color: "accent", values: found.points.map((point) => point.level) }],
      { zero: false, format: (value) => number(value, 1) }),
    [["Quarter"], ["Index", true]], found.points.map((point) => [point.period, number(point.level, 1)]), "House price index"));
}

function mood({ sentiment }) {
  if (!sentiment) return absent("Market sentiment", "half", "sentiment");
  const note = sentiment.count
    ? `${number(sentiment.count)} articles: ${number(sentiment.positive)} positive, ${number(sentiment.neutral)} neutral, ${number(sentiment.negative)} negative`
    : "No articles were read in this range.";
  const rows = sentiment.weeks.map((week) => [week.week, number(week.count), signed(week.score, 2, "")]);
  const drawn = sentiment.weeks.length < 2 ? [table([["Week"], ["Articles", true], ["Score", true]], rows, "Sentiment by week")]
    : withTable(chart(`Mean sentiment by week, ${sentiment.score} over all`, sentiment.weeks.map((week) => day(week.starts_on)),
      [{ name: "Mean score", color: "accent", values: sentiment.weeks.map((week) => week.score) }],
      { zero: false, format: (value) => signed(value, 2, "") }),
    [["Week"], ["Articles", true], ["Score", true]], rows, "Sentiment by week");
  return card("Market sentiment", "half", note, ...(sentiment.count ? drawn : []));
}

function fleet({ workers, not_yet: notYet }) {
  const rows = workers.map((one) => [one.worker, el("td", { class: `state ${one.status}` }, one.status),
    one.version ?? "–", one.status === "unreachable" ? "–" : `${number(one.answer_ms)} ms`, one.down.join(", ") || "–"]);
  return card("Worker health", "half", `Not there yet: ${notYet.join(", ")}.`,
    table([["Worker"], ["State"], ["Version"], ["Answered in", true], ["Down"]], rows, "Worker health"));
}

function errors({ errors: found }) {
  if (!found) return absent("Latest errors", "half", "slack-intel");
  const rows = found.items.map((item) => [item.at.slice(0, 16).replace("T", " "), item.worker,
    el("td", { class: "break" }, item.event)]);
  return card("Latest errors", "half", rows.length ? null : "No errors were reported.",
    rows.length ? table([["When (UTC)"], ["Worker"], ["What"]], rows, "Latest errors") : null);
}

function tiles({ leads, visitors, rates, sentiment, workers }) {
  const well = workers.filter((one) => one.status === "ok").length;
  const found = [
    ["Leads", leads ? number(leads.total) : "–"],
    ["Hot leads", leads ? number(leads.hot) : "–"],
    ["Median response", leads ? duration(leads.response.median_minutes) : "–"],
    ["Daily visitors", visitors ? number(visitors.total) : "–"],
    ["Mortgage rate", rates ? `${number(rates.rate, 2)} %` : "–"],
    ["Sentiment, −1 to +1", sentiment ? signed(sentiment.score, 2, "") : "–"],
    ["Workers well", `${well} of ${workers.length}`],
  ];
  return found.map(([name, value]) => el("div", { class: "tile" }, el("b", {}, value), el("span", {}, name)));
}

const PARTS = [leadsByDay, leadsByScore, traffic, funnel, responses, statuses, sources, market, revenue, trend, mood, fleet, errors];

function show(summary) {
  charts.length = 0;
  document.getElementById("tiles").replaceChildren(...tiles(summary));
  document.getElementById("cards").replaceChildren(...PARTS.map((part) => part(summary)));
  const gone = summary.partial;
  say(gone.length ? `Some figures are missing, because these did not answer: ${gone.join(", ")}.` : "");
  document.getElementById("made").textContent =
    `${summary.from} to ${summary.to}, UTC. Made ${summary.generated_at.slice(0, 19).replace("T", " ")}.`;
  redraw();
}

function say(text) {
  const notice = document.getElementById("notice");
  notice.textContent = text;
  notice.hidden = !text;
}

async function load() {
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/api/summary?range=${encodeURIComponent(range.value)}`, { headers: { accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403) return location.assign("/");
    if (!answer.ok) throw new Error(`the dashboard answered ${answer.status}`);
    shown = await answer.json();
    show(shown);
  } catch (error) {
    say(`The figures could not be loaded: ${error.message}. Press Refresh to try again.`);
  } finally {
    main.setAttribute("aria-busy", "false");
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
range.addEventListener("change", () => {
  history.replaceState(null, "", `?range=${range.value}`);
  load();
});
const asked = new URLSearchParams(location.search).get("range");
if ([...range.options].some((option) => option.value === asked)) range.value = asked;
load();
