/**
 * Python's tracebacks, made shorter.
 */

const LOCATION = /^ *File "(?:\/session\/metadata\/)?([^"]+)", line (\d+)/gm;
const SYNTAX = /^(?:Syntax|Indentation|Tab)Error: /;

/** The line that names the error; one of syntax comes with its place, as it has nothing else to tell. */
export function summary(traceback) {
  const text = String(traceback).trim();
  const error = text.split("\n").findLast((line) => /^\S/.test(line)) ?? "its log says why.";
  const [, file, line] = SYNTAX.test(error) ? ([...text.matchAll(LOCATION)].at(-1) ?? []) : [];
  return file === undefined ? error : `${file}:${line}: ${error}`;
}

/** Whether the traceback is of code that does not parse. */
export const isOfSyntax = (traceback) => / (?:Syntax|Indentation|Tab)Error: /.test(` ${summary(traceback)}`);
