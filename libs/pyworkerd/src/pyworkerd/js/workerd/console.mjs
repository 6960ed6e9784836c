/**
 * Marks each line of the console with the worker's name, by which the supervisor tells them apart.
 */

const LEVELS = ["debug", "error", "info", "log", "trace", "warn"];

/** @param {string} name the worker's */
export function labelConsole(name) {
  const label = `\u0001${name}\u0001`;
  for (const level of LEVELS) {
    const print = console[level].bind(console);
    // One string, which most lines are, costs workerd much less than several values.
    console[level] = (...values) => (values.length === 1 && typeof values[0] === "string" ? print(label + values[0]) : print(label, ...values));
  }
}
