/**
 * Stands in for the binding of Workers AI: asks whatever speaks like OpenAI's API at an address, and answers as
 * Workers AI does. https://developers.cloudflare.com/workers-ai/configuration/bindings/
 */

import { WorkerEntrypoint } from "cloudflare:workers";

// https://developers.cloudflare.com/workers-ai/platform/errors/
const CODES = { 403: 5018, 404: 5007, 408: 3007, 413: 3006, 429: 3040 };
const INVALID = 5006;

function failure(text) {
  const error = new Error(text);
  error.name = "InferenceUpstreamError";
  return error;
}

const refusal = (status, model) =>
  failure(status < 500 ? `${CODES[status] ?? INVALID}: The stand-in refused ${model} with status ${status}.` : `The stand-in failed with status ${status}.`);

const messagesOf = ({ messages, prompt }) => messages ?? [{ role: "user", content: prompt }];

/** The data of each server-sent event, however its bytes come. */
async function* eventsOf(body) {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) if (line.startsWith("data:")) yield line.slice("data:".length).trim();
  }
}

const event = (value) => new TextEncoder().encode(`data: ${typeof value === "string" ? value : JSON.stringify(value)}\n\n`);

/** Says in Workers AI's words what is said in OpenAI's. What breaks off there breaks off here. */
async function translate(body, writer) {
  let usage;
  for await (const data of eventsOf(body)) {
    if (data === "[DONE]") {
      if (usage) await writer.write(event({ response: "", usage }));
      await writer.write(event(data));
      return;
    }
    const said = JSON.parse(data);
    usage = said.usage ?? usage;
    const response = said.choices?.[0]?.delta?.content;
    if (said.error) await writer.write(event({ error: said.error }));
    else if (response) await writer.write(event({ response }));
  }
}

async function pump(body, writer, controller) {
  try {
    await translate(body, writer);
    await writer.close();
  } catch (error) {
    controller.abort();
    await writer.abort(error).catch(() => {}); // nobody may listen any more
  }
}

export default class extends WorkerEntrypoint {
  /** As `env.AI.run`, for models that write text. */
  async run(model, inputs = {}, { returnRawResponse = false } = {}) {
    const { address, binding } = this.ctx.props;
    if (!address) throw new Error(`The binding ${binding} works on Cloudflare only: let a worker or an OpenAI-compatible address stand in for it, such as --stand-in ${binding}=http://127.0.0.1:8080/v1.`);
    if (inputs.messages === undefined && inputs.prompt === undefined) throw failure(`${INVALID}: The stand-in for ${binding} writes text: give it messages or a prompt.`);
    const answer = await this.#answer(model, inputs);
    const streams = answer instanceof ReadableStream;
    if (!returnRawResponse) return answer;
    return streams ? new Response(answer, { headers: { "content-type": "text/event-stream" } }) : Response.json(answer);
  }

  async #answer(model, { prompt, messages, stream = false, ...options }) {
    const controller = new AbortController();
    const body = { ...options, model: this.ctx.props.model ?? model, messages: messagesOf({ messages, prompt }), stream };
    if (stream) body.stream_options = { include_usage: true };
    const response = await this.#ask(body, controller.signal);
    if (!response.ok) throw refusal(response.status, model);
    if (stream) {
      const { readable, writable } = new IdentityTransformStream();
      this.ctx.waitUntil(pump(response.body, writable.getWriter(), controller));
      return readable;
    }
    const { choices, usage } = await response.json();
    const { content, tool_calls: calls } = choices[0].message;
    return { response: content ?? "", ...(calls && { tool_calls: calls }), ...(usage && { usage }) };
  }

  async #ask(body, signal) {
    const { address, key } = this.ctx.props;
    const headers = { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) };
    try {
      return await fetch(`${address}/chat/completions`, { method: "POST", headers, body: JSON.stringify(body), signal });
    } catch {
      throw failure(`Nothing answers at ${address}, which stands in for ${this.ctx.props.binding}.`);
    }
  }

  fetch() {
    return new Response("The stand-in for Workers AI has only the method run.", { status: 404 });
  }
}
