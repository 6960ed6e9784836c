/**
 * The environment that Python imports, and `workers.patch_env`: another one in its place for the length of a
 * `with` block. What handlers and classes were given stays as it is.
 */

export class Environment {
  #current;

  /** @param {object} env the isolate's bindings */
  constructor(env) {
    this.#current = env;
    const now = (operation) => (_, ...args) => operation(this.#current, ...args);
    /** What Python sees as `env` of `cloudflare:workers`. */
    this.env = new Proxy({}, {
      get: (_, name) => this.#current[name],
      has: now(Reflect.has),
      ownKeys: now(Reflect.ownKeys),
      getOwnPropertyDescriptor: now(Reflect.getOwnPropertyDescriptor),
    });
  }

  /** @returns {Generator<void>} puts the bindings of `patch` in place until the generator is finished */
  *patch(patch) {
    const before = this.#current;
    this.#current = Object.fromEntries(patch instanceof Map ? patch : Object.entries(patch));
    try {
      yield;
    } finally {
      this.#current = before;
    }
  }
}
