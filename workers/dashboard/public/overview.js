// The business: leads, visitors, the market. Each part takes the summary, whatever is missing from it.
import { absent, bars, card, el, table, tiles, withTable } from "./elements.js";
import { chart } from "./charts.js";
import { change, counted, date, day, days, dollars, duration, money, number, percent, signed, time } from "./figures.js";
import { crmSaid, sourceSaid, spoken, statusSaid, stepSaid } from "./words.js";

const span = ({ from, to }) => (from === to ? date(from) : `${date(from)} to ${date(to)}`);

// Other currencies than the dollar have no place on one axis with it.
const inDollars = ({ totals }) => totals.find((row) => row.currency === "usd");
const whole = (cents) => (cents === null ? "–" : dollars(cents / 100));

function headline(summary) {
  const { leads, visitors, bookings, revenue: paid, rates } = summary;
  const net = paid ? (inDollars(paid)?.net_cents ?? 0) : null;
  const median = leads?.response.median_minutes;
  return tiles([
    ["New leads", number(leads?.total), leads ? counted(days(summary.from, summary.to).length, "day") : null],
    ["Hot leads", number(leads?.hot), "Score over 80"],
    ["Waiting", number(leads?.response.waiting), "Nobody has answered yet"],
    ["First answer", duration(median), "Half are answered sooner"],
    ["Visitors", number(visitors?.total), "Counted once a day"],
    ["Visits booked", number(bookings?.total), bookings ? `${number(bookings.ahead)} to come` : null],
    ["Revenue", whole(net), "Less refunds, disputes and fees"],
    ["Mortgage rate", rates ? `${number(rates.rate, 2)} %` : "–", rates ? `30 years, ${date(rates.as_of)}` : null],
  ]);
}

function leadsByDay(summary) {
  const { leads, from, to } = summary;
  if (!leads) return absent("Leads by day", "wide", "leads");
  const known = new Map(leads.by_day.map((row) => [row.date, row]));
  // A day without leads has no bar: one of height zero would still draw its outline.
  const rows = days(from, to).map((on) => known.get(on) ?? { date: on, count: 0, hot: 0, mean_score: null });
  const label = `${counted(leads.total, "lead")} from ${span(summary)}, ${leads.hot} of them hot`;
  const drawn = chart(label, rows.map((row) => day(row.date)), [
    { name: "Leads", color: "accent", values: rows.map((row) => row.count || null), sum: leads.total },
    { name: "Hot", color: "second", values: rows.map((row) => row.hot || null), sum: leads.hot },
  ], { stacked: true, over: "In the range" });
  const filled = rows.filter((row) => row.count);
  return card("Leads by day", "wide", span(summary), ...withTable(drawn,
    [["Day"], ["Leads", true], ["Hot", true], ["Mean score", true]],
    filled.map((row) => [date(row.date), number(row.count), number(row.hot), number(row.mean_score, 1)]), "Leads by day"));
}

function leadsByScore({ leads }) {
  if (!leads) return absent("Leads by score", "", "leads");
  return card("Leads by score", "", "Of 100; over 80 is hot",
    bars(leads.by_score.map((row) => ({ name: `${row.low}–${row.high}`, count: row.count, hot: row.low > 80 })),
      "Leads by score", ["Score", "Leads"], number));
}

function statuses({ leads }) {
  if (!leads) return absent("Where leads stand", "narrow", "leads");
  const rows = Object.entries(leads.by_status).map(([name, count]) =>
    ({ name: el("a", { href: `/leads?status=${encodeURIComponent(name)}` }, statusSaid(name)), count }));
  return card("Where leads stand", "narrow", "Leads that came in on these days",
    bars(rows, "Leads by status", ["Status", "Leads"], number));
}

function responses({ leads }) {
  if (!leads) return absent("First answers", "narrow", "leads");
  const { answered, waiting, median_minutes: median, p90_minutes: p90 } = leads.response;
  return card("First answers", "narrow", "From a lead's coming in to its first change of status",
    table([["Measure"], ["Value", true]], [
      ["Half within", duration(median)], ["9 of 10 within", duration(p90)],
      ["Answered", number(answered)], ["Still waiting", number(waiting)],
    ], "First answers"));
}

function funnel({ funnel: found }) {
  if (!found) return absent("From visitor to lead", "narrow", "analytics");
  return card("From visitor to lead", "narrow", "Who took each step after the one before, on one day",
    bars(found.steps.map((step) => ({ name: stepSaid(step.step), count: step.visitors, more: [percent(step.of_first, 0)] })),
      "From visitor to lead", ["Step", "Visitors", "Of first"], number));
}

function traffic(summary) {
  const { visitors, pageviews } = summary;
  if (!visitors || !pageviews) return absent("Visitors and page views", "wide", "analytics");
  const label = `${counted(visitors.total, "daily visitor")} and ${counted(pageviews.total, "page view")} from ${span(summary)}`;
  const views = new Map(pageviews.rows.map((row) => [row.key, row.value]));
  const viewed = visitors.rows.map((row) => views.get(row.key) ?? 0);
  const drawn = chart(label, visitors.rows.map((row) => day(row.key)), [
    { name: "Visitors", color: "accent", values: visitors.rows.map((row) => row.value), sum: visitors.total },
    { name: "Page views", color: "second", values: viewed, sum: pageviews.total },
  ], { over: "In the range" });
  return card("Visitors and page views", "wide", "A visitor counts once a day: nobody is known from one day to the next",
    ...withTable(drawn, [["Day"], ["Visitors", true], ["Page views", true]],
      visitors.rows.map((row, index) => [date(row.key), number(row.value), number(viewed[index])]), "Visitors by day"));
}

function sources({ sources: found }) {
  if (!found) return absent("Where visitors come from", "", "analytics");
  if (!found.rows.length) return card("Where visitors come from", "", "Nobody visited in this range.");
  return card("Where visitors come from", "", "Sites and campaigns that led here",
    bars(found.rows.map((row) => ({ name: sourceSaid(row.key), count: row.value })), "Visitors by source", ["Source", "Visitors"], number));
}

function revenue(summary) {
  const { revenue: found, from, to } = summary;
  if (!found) return absent("Revenue", "wide", "payments");
  const total = inDollars(found);
  const others = found.totals.filter((row) => row.currency !== "usd").map((row) => money(row.net_cents, row.currency));
  const besides = others.length ? [el("p", { class: "muted" }, `Net in other currencies: ${others.join(", ")}`)] : [];
  if (!total) return card("Revenue", "wide", `Nobody paid${others.length ? " in dollars" : ""} in this range.`, ...besides);
  const rows = found.days.filter((row) => row.currency === "usd");
  const known = new Map(rows.map((row) => [row.date, row]));
  const back = (row) => row.refunded_cents + row.disputed_cents + row.fees_cents;
  const every = days(from, to);
  const sums = (of) => every.map((on) => (known.has(on) && of(known.get(on)) / 100) || null);
  const drawn = chart(`${whole(total.net_cents)} net from ${span(summary)}`, every.map(day), [
    { name: "Paid", color: "accent", values: sums((row) => row.captured_cents), sum: total.captured_cents / 100 },
    { name: "Given back, and fees", color: "second", values: sums((row) => -back(row)), sum: -back(total) / 100 },
  ], { stacked: true, over: "In the range", format: dollars });
  return card("Revenue", "wide", `${whole(total.net_cents)} after refunds, disputes and fees; days are UTC`, ...withTable(drawn,
    [["Day"], ["Paid", true], ["Given back", true], ["Fees", true], ["Net", true]],
    rows.map((row) => [date(row.date), ...[row.captured_cents, row.refunded_cents + row.disputed_cents, row.fees_cents, row.net_cents].map(whole)]),
    "Revenue by day"), ...besides);
}

function visits(summary) {
  const { bookings: found, from, to } = summary;
  if (!found) return absent("Visits booked", "narrow", "calendar");
  if (!found.total) return card("Visits booked", "narrow", "Nobody booked a visit in this range.");
  const known = new Map(found.by_day.map((row) => [row.date, row.count]));
  const every = days(from, to);
  const drawn = chart(`${counted(found.total, "visit")} booked from ${span(summary)}`, every.map(day),
    [{ name: "Booked", color: "accent", values: every.map((on) => known.get(on) ?? null), sum: found.total }],
    { stacked: true, over: "In the range" });
  const said = [`${number(found.moved)} moved, ${number(found.cancelled)} cancelled`];
  if (found.next_start) said.push(`the next of ${number(found.ahead)} to come begins ${time(found.next_start)}`);
  return card("Visits booked", "narrow", said.join("; "), ...withTable(drawn, [["Day"], ["Booked", true], ["Cancelled since", true]],
    found.by_day.map((row) => [date(row.date), number(row.count), number(row.cancelled)]), "Bookings by day"));
}

function contacts({ contacts: found }) {
  if (!found) return absent("Contacts in the CRM", "narrow", "crm-sync");
  if (found.crm === "none") return card("Contacts in the CRM", "narrow", "No CRM was chosen.");
  return card("Contacts in the CRM", "narrow", `How leads and ${crmSaid(found.crm)} are in step`,
    table([["Measure"], ["Contacts", true]], [
      ["Synced in the range", number(found.synced)], ["On their way", number(found.pending)],
      ["Clash with an edit there", number(found.conflicts)], ["Refused", number(found.failed)],
    ], "Contacts in the CRM"));
}

function partners({ partners: found }) {
  if (!found) return absent("Told to partners", "narrow", "partner-hooks");
  const { delivered, pending, dead, held } = found.deliveries;
  const off = found.switched_off ? `, ${number(found.switched_off)} of them switched off` : "";
  return card("Told to partners", "narrow", `${counted(found.subscriptions, "endpoint")}${off}`,
    table([["Measure"], ["Messages", true]], [
      ["Delivered", number(delivered)], ["On their way", number(pending + held)],
      ["Given up", number(dead)], ["Events told of", number(found.events)],
    ], "Told to partners"));
}

// A ZIP code has no index of its own: the page says whose it shows.
const regionSaid = (row) => {
  if (row.kind !== "zip") return row.name;
  return el("span", {}, row.name, el("br"), el("span", { class: "muted" }, `index of ${row.metro_name}`));
};

const LISTINGS = [["Asked per sq ft", (row) => dollars(row.price_per_sqft)], ["Days listed", (row) => number(row.days_on_market)],
  ["Homes listed", (row) => number(row.inventory)]];

function market({ market: found }) {
  if (!found) return absent("Market", "full", "market-intelligence");
  const listed = found.regions.map((row) => row.listings_as_of).filter(Boolean).sort()[0];
  const columns = [["Region"], ["Index", true], ["Quarter", true], ["Year", true], ...LISTINGS.map(([name]) => [name, true])];
  const rows = found.regions.map((row) => [regionSaid(row), number(row.level, 1), change(row.quarter_change),
    change(row.year_change), ...LISTINGS.map(([, said]) => said(row))]);
  // A feed without figures of listings leaves no columns of dashes.
  const kept = columns.map((_, place) => place < 4 || rows.some((row) => row[place] !== "–"));
  const note = `House prices to ${date(found.as_of)}` + (listed ? `; listings of the month to ${date(listed)}` : "");
  return card("Market", "full", note,
    table(columns.filter((_, place) => kept[place]), rows.map((row) => row.filter((_, place) => kept[place])), "Market by region"),
    el("p", { class: "muted" }, `Index: first quarter of 1995 is 100. ${found.regions[0].source}`));
}

function trend({ trend: found }) {
  if (!found) return absent("House prices", "", "market-intelligence");
  const [first, last] = [found.points[0], found.points.at(-1)];
  return card(`House prices: ${found.name}`, "", `${change(found.change)} from ${date(first.date)} to ${date(last.date)}`,
    ...withTable(chart(`House price index of ${found.name}, changed by ${percent(found.change)}`,
      found.points.map((point) => day(point.date)),
      [{ name: "Index", color: "accent", values: found.points.map((point) => point.level), sum: last.level }],
      { zero: false, format: (value) => number(value, 0), over: date(last.date) }),
    [["Quarter"], ["Index", true]], found.points.map((point) => [point.period, number(point.level, 1)]), "House price index"));
}

const SCORE = (value) => signed(value, 2);

function mood({ sentiment }) {
  if (!sentiment) return absent("Market sentiment", "", "sentiment");
  if (!sentiment.count) return card("Market sentiment", "", "No articles were read in this range.");
  const note = `${counted(sentiment.count, "article")}: ${number(sentiment.positive)} positive, ${number(sentiment.neutral)} neutral, `
    + `${number(sentiment.negative)} negative; −1 is bleak, +1 is bright`;
  const columns = [["Week of"], ["Articles", true], ["Score", true]];
  const rows = sentiment.weeks.map((week) => [date(week.starts_on), number(week.count), SCORE(week.score)]);
  if (sentiment.weeks.length < 2) {
    const kinds = ["positive", "neutral", "negative"].map((kind) => ({ name: spoken(kind), count: sentiment[kind] }));
    return card("Market sentiment", "", `Mean score ${SCORE(sentiment.score)}; −1 is bleak, +1 is bright`,
      bars(kinds, "Articles by mood", ["Articles", "Count"], number));
  }
  const drawn = chart(`Mean sentiment by week, ${SCORE(sentiment.score)} over all`, sentiment.weeks.map((week) => day(week.starts_on)),
    [{ name: "Mean score", color: "accent", values: sentiment.weeks.map((week) => week.score), sum: sentiment.score }],
    { zero: false, format: SCORE, over: "In the range" });
  return card("Market sentiment", "", `${note}. Each point is a week, at its Monday`, ...withTable(drawn, columns, rows, "Sentiment by week"));
}

const PARTS = [leadsByDay, statuses, revenue, visits, traffic, funnel, leadsByScore, sources, responses,
  contacts, partners, market, trend, mood];

export const overview = (summary) =>
  [headline(summary), el("div", { class: "cards" }, ...PARTS.map((part) => part(summary)))];
