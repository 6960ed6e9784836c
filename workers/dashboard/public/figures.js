// Figures as people write them. What is not known is a dash; nothing is ever minus zero.

const known = (value) => value !== null && value !== undefined;

export function number(value, digits = 0) {
  if (!known(value)) return "–";
  const rounded = Number(Number(value).toFixed(digits)) + 0; // adding 0 makes 0 of -0
  return rounded.toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

export const signed = (value, digits, unit = "") => {
  if (!known(value)) return "–";
  const text = number(value, digits);
  return `${Number(text.replaceAll(",", "")) > 0 ? "+" : ""}${text.replace("-", "−")}${unit}`;
};
export const percent = (share, digits = 1) => (known(share) ? `${number(share * 100, digits)} %` : "–");
export const change = (share, digits = 1) => (known(share) ? signed(share * 100, digits, " %") : "–");
export const dollars = (value) => (known(value) ? `${Math.round(value) < 0 ? "−" : ""}$${number(Math.abs(value))}` : "–");

// Stripe takes these with two decimals that they do not have.
const IN_HUNDREDTHS = ["isk", "ugx"];

// An amount in a currency's smallest unit.
export function money(amount, currency) {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency });
  const digits = IN_HUNDREDTHS.includes(currency) ? 2 : format.resolvedOptions().maximumFractionDigits;
  return format.format(amount / 10 ** digits).replace("-", "−");
}

export const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

export function duration(minutes) {
  if (!known(minutes)) return "–";
  if (minutes < 1) return "< 1 min";
  if (minutes < 60) return `${number(minutes)} min`;
  return minutes < 2880 ? `${number(minutes / 60, 1)} h` : `${number(minutes / 1440, 1)} days`;
}

export const day = (text) => Date.parse(`${text}T00:00:00Z`) / 1000;
// British month names have three letters, as those of the server, but for "Sept".
export const utc = (at, options) => new Date(at * 1000).toLocaleDateString("en-GB", { ...options, timeZone: "UTC" })
  .replace(/\bSept\b/, "Sep");
export const date = (text) => utc(day(text.slice(0, 10)), { day: "numeric", month: "short", year: "numeric" });
export const time = (text) => `${date(text)}, ${text.slice(11, 16)} UTC`;

export function days(from, to) {
  const all = [];
  for (let at = day(from); at <= day(to); at += 86400) all.push(new Date(at * 1000).toISOString().slice(0, 10));
  return all;
}
