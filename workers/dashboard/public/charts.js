// Charts by uPlot, drawn anew when the page's width or its colours change.
import { el } from "./elements.js";
import { number, utc } from "./figures.js";

const charts = [];
const LONG = 400 * 86400;
const MONTH = { month: "short", year: "numeric" };
const DAY = { day: "numeric", month: "short" };
const WHOLE = { day: "numeric", month: "short", year: "numeric" };
// Counts have no halves.
const WHOLE_STEPS = [...Array(8).keys()].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));

// A pixel count for an axis of values: as wide as the longest of them.
const width = (_, said) => Math.max(52, ...(said ?? []).map((text) => 14 + 7 * text.length));

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function bounds(low, high, zero) {
  if (low === null || high === null) return [0, 1];
  const gap = Math.max((high - low) * 0.1, Math.abs(high) * 0.02, 0.01);
  return zero ? [Math.min(0, low * 1.1), Math.max(1, high * 1.1)] : [low - gap, high + gap];
}

const dates = (plot, ticks) => {
  const format = plot.scales.x.max - plot.scales.x.min > LONG ? MONTH : DAY;
  return ticks.map((at, index) => {
    const text = utc(at, format);
    return index && text === utc(ticks[index - 1], format) ? "" : text;
  });
};

// The names of the series with a value always: of the whole range, or of the day that is pointed at.
function legendOf(times, series, format, over) {
  const when = el("span", { class: "when" });
  const values = series.map(() => el("b", {}));
  const node = el("ul", { class: "legend" }, el("li", {}, when),
    ...series.map((one, index) => el("li", {}, el("i", { class: one.color }), `${one.name} `, values[index])));
  const show = (index) => {
    const pointed = index !== null && index !== undefined;
    when.textContent = pointed ? utc(times[index], WHOLE) : over;
    series.forEach((one, place) => {
      values[place].textContent = format((pointed ? one.values[index] : one.sum) ?? 0);
    });
  };
  show(null);
  return { node, show };
}

// `series` are { name, color, values, sum }; the legend says the sums, and `over` what they are of.
export function chart(label, times, series, { over, stacked = false, format = number, zero = true }) {
  const box = el("div", { class: "chart", role: "img", "aria-label": label });
  const legend = legendOf(times, series, format, over);
  const draw = () => {
    const axis = { stroke: color("muted"), grid: { stroke: color("line"), width: 1 }, ticks: { show: false },
      font: `12px ${color("font")}` };
    return new uPlot({
      width: Math.max(240, box.clientWidth), height: 210,
      legend: { show: false },
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"),
      hooks: { setCursor: [(plot) => legend.show(plot.cursor.idx)] },
      scales: {
        // Half a day on either side, or the first and the last bar would be cut.
        x: { range: (_, first, last) => (stacked ? [first - 43200, last + 43200] : [first, last]) },
        y: { range: (_, low, high) => bounds(low, high, zero) },
      },
      axes: [
        { ...axis, values: dates, space: 64, size: 34 },
        { ...axis, size: width, values: (_, ticks) => ticks.map((tick) => format(tick)), ...(zero && { incrs: WHOLE_STEPS }) },
      ],
      series: [{}, ...series.map((one) => ({
        stroke: color(one.color), width: 2,
        fill: stacked ? color(one.color) : undefined,
        paths: stacked ? uPlot.paths.bars({ size: [0.7, 46], radius: 0.15 }) : undefined,
        points: { show: !stacked && times.length < 40, size: 6, fill: color(one.color) },
        spanGaps: true,
      }))],
    }, [times, ...series.map((one) => one.values)], box);
  };
  charts.push({ box, draw, plot: null });
  return el("div", {}, legend.node, box);
}

export function forget() {
  charts.length = 0;
}

export function redraw() {
  for (const one of charts) {
    one.plot?.destroy();
    one.plot = one.draw();
  }
}
