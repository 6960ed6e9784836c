/**
 * Turns what workerd prints into log events with the worker's name.
 */

import { randomUUID } from "node:crypto";
import { isOfSyntax, summary } from "./workerd/traceback.mjs";

// Set by workerd/console.mjs and by the reports of the host; see there.
const LABEL = /^\u0001([^\u0001]*)\u0001 ?/;
const REPORT = /^\u0002(boot|error|fault) /;
const MARK = "\u0003";
const STREAMS = 2;

const INTERNAL_FRAME = /^  File "\/lib\/(python|pyworkerd)|^  File "<frozen|^  File "<exec>/;

/** Cuts a Python traceback down to the worker's own frames; code that does not parse gets one line. */
export function userTraceback(text) {
  if (isOfSyntax(text)) return summary(text);
  const lines = text.split("\n");
  const kept = [];
  for (let i = 0; i < lines.length; i++) {
    if (!INTERNAL_FRAME.test(lines[i])) {
      kept.push(lines[i]);
      continue;
    }
    while (i + 1 < lines.length && /^    /.test(lines[i + 1])) i += 1;
  }
  return kept.join("\n").replace(/^PythonError: /, "").replaceAll("/session/metadata/", "").trim();
}

export class LogReader {
  #marks = new Map();

  /**
   * @param {(event: object) => void} emit
   * @param {(worker: string, id: number, left: number) => void} onFault told of each use of a fault that is counted
   * @param {boolean} official whether Cloudflare's own loader is in the host's place: then workerd alone tells of errors,
   *   and nothing of whose they are
   */
  constructor(emit, onFault, official = false) {
    this.emit = emit;
    this.onFault = onFault;
    this.official = official;
  }

  /**
   * A text which, once workerd has logged it on each of its streams, says that all before it was read.
   * @returns {{text: string, read: Promise<void>}}
   */
  mark() {
    const text = `${MARK}${randomUUID()}`;
    const read = new Promise((resolve) => this.#marks.set(text, { resolve, missing: STREAMS }));
    return { text, read };
  }

  /** @param {{level: string, message: string}} log of workerd */
  read({ level, message }) {
    const label = LABEL.exec(message);
    if (!label) return this.#unlabelled(level, message);
    const worker = label[1];
    const text = message.slice(label[0].length);
    const report = REPORT.exec(text);
    if (!report) return this.emit({ event: "log", worker, level, text });
    const told = text.slice(report[0].length);
    if (report[1] === "fault") return this.onFault(worker, ...told.split(" ").map(Number));
    this.emit({ event: "worker_error", worker, phase: report[1] === "boot" ? "start" : "request", error: userTraceback(told) });
  }

  #passMark(text) {
    const mark = this.#marks.get(text);
    if (!mark || --mark.missing > 0) return;
    this.#marks.delete(text);
    mark.resolve();
  }

  #unlabelled(level, text) {
    if (text.startsWith(MARK)) return this.#passMark(text);
    const raised = this.official && /PythonError: (Traceback [\s\S]*?)(?:\n\n|\n +at |$)/.exec(text);
    if (raised) return this.emit({ event: "worker_error", worker: null, phase: "request", error: userTraceback(raised[1]) });
    // The host has already reported what Python raised, with its traceback.
    if (/^uncaught exception|PythonError/.test(text)) return;
    // Notes of workerd's to those who run it on Cloudflare: that V8 has other flags here, for one.
    if (text.startsWith("NOSENTRY")) return;
    // That a call to a worker which a fault has taken down was cut off: its caller sees it.
    if (/^Uncaught exception: workerd\/.*Network connection lost/.test(text)) return;
    this.emit({ event: "log", worker: null, level, text });
  }

  /** A log for miniflare itself that turns into events. */
  miniflareLog(Log, LogLevel) {
    const emit = this.emit;
    return new (class extends Log {
      constructor() {
        super(LogLevel.INFO);
      }
      logWithLevel(level, text) {
        if (/crashed unexpectedly/.test(text)) emit({ event: "restarting" });
        else if (level <= LogLevel.WARN) process.stderr.write(`${text}\n`);
        this.onMessage?.(level, text);
      }
    })();
  }
}
