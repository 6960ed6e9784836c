/**
 * In place of a binding that only Cloudflare can serve, and of which the simulator has but an empty shell.
 */

import { WorkerEntrypoint } from "cloudflare:workers";

export default class extends WorkerEntrypoint {
  fetch() {
    throw new Error(`The binding ${this.ctx.props.binding} works on Cloudflare only; put a worker in its place (stand-in).`);
  }
}
