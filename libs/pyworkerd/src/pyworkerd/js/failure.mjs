/**
 * An error for people: one sentence, and a kind that programs can tell apart.
 */
export class Failure extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}
