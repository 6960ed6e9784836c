/**
 * Ends Python code that computes without end, as Cloudflare's limit on CPU time does, and leaves the worker up.
 *
 * An isolate's clock stands still while it computes, so time is counted in the interpreter's own steps: it looks
 * here for a signal when its countdown is over, and finds SIGXCPU when the event has had its share.
 */

const STEPS_A_LOOK = 1_000_000;
// CPython's PY_EMSCRIPTEN_SIGNAL_INTERVAL: what the countdown is set to just before the look at its end. Input and
// output look here too, at any time.
const FRESH = 50;
// Of Pyodide 314 on a current x86-64: 50 in the tightest of loops, 15 where each step does more.
const LOOKS_A_SECOND = 30;
const SIGXCPU = 24;

/** Pyodide's "interrupt buffer", of which it reads and then clears the first element. */
export class CpuLimit {
  #limit = Infinity;
  #looks = 0;
  #restart = () => false;

  /**
   * @param {any} pyodide whose code is limited from now on
   * @param {number} seconds of pure Python that one event may take, about
   */
  install(pyodide, seconds) {
    const { _module: Module } = pyodide;
    const countdown = Module.__Py_emscripten_signal_clock;
    if (countdown === undefined) return;
    this.#limit = seconds * LOOKS_A_SECOND;
    this.#restart = () => {
      if (Module.HEAP32[countdown >> 2] !== FRESH) return false;
      Module.HEAP32[countdown >> 2] = STEPS_A_LOOK;
      return true;
    };
    this.renew();
    pyodide.setInterruptBuffer(this);
  }

  /** Gives the next event its full share. */
  renew() {
    this.#looks = 0;
  }

  get 0() {
    if (!this.#restart() || ++this.#looks < this.#limit) return 0;
    this.renew();
    return SIGXCPU;
  }

  set 0(_) {}
}
