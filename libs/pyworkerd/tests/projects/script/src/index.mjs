import { WorkerEntrypoint } from "cloudflare:workers";
import { multiply } from "./sums.mjs";

export default class extends WorkerEntrypoint {
  fetch(request) {
    return new Response(`script at ${new URL(request.url).pathname}`);
  }
  multiply(a, b) {
    return multiply(a, b);
  }
  send(message) {
    return `sent ${message}`;
  }
  next(value) {
    return `next ${value}`;
  }
  async call_back(callback) {
    await callback("called back");
  }
}
