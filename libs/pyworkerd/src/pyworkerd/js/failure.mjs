/**
 * An error for people: one sentence, and a kind that programs can tell apart. `dir` is the folder of the
 * project that it is about, if it is about one.
 */
export class Failure extends Error {
  constructor(kind, message, dir) {
    super(message);
    this.kind = kind;
    this.dir = dir;
  }
}

/** Does something for the project in a folder: what fails is about that project. */
export function blaming(dir, work) {
  const blame = (error) => {
    error.dir ??= dir;
    throw error;
  };
  try {
    const result = work();
    return result instanceof Promise ? result.catch(blame) : result;
  } catch (error) {
    return blame(error);
  }
}
