/**
 * `workers.patch_env`: bindings replaced for the length of a `with` block.
 */

/**
 * @param {object} env the isolate's environment
 * @returns {(patch: any) => Generator<void>} replaces bindings until the generator is finished
 */
export function patchEnvHelper(env) {
  return function* (patch) {
    const values = patch instanceof Map ? Object.fromEntries(patch) : Object.fromEntries(Object.entries(patch));
    const before = Object.entries(Object.getOwnPropertyDescriptors(env)).filter(([name]) => name in values);
    const added = Object.keys(values).filter((name) => !Object.hasOwn(env, name));
    Object.assign(env, values);
    try {
      yield;
    } finally {
      for (const name of added) delete env[name];
      for (const [name, descriptor] of before) Object.defineProperty(env, name, descriptor);
    }
  };
}
