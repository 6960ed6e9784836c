// Slack messages as Slack shows them: Block Kit (https://docs.slack.dev/reference/block-kit/blocks), and
// mrkdwn (https://docs.slack.dev/messaging/formatting-message-text).

import { make } from "./dom.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const MARKS = { "*": "strong", _: "em", "~": "s" };
const MARKUP = /```([^]+?)```|`([^`\n]+)`|<([^<>\s|][^<>|]*)(?:\|([^<>]*))?>|(?<![\w*_~])([*_~])(\S(?:[^\n]*?\S)?)\5(?![\w*_~])/;

const QUOTE = /^(?:>|&gt;) ?(.*)$/m;

const unescape = (text) => text.replace(/&(lt|gt|amp);/g, (entity) => ENTITIES[entity]);

/** A link where one can be followed, else its words. */
function link(url, text, attributes = {}) {
  return /^(https?|mailto|tel):/i.test(url) ? make("a", { href: url, target: "_blank", rel: "noreferrer", ...attributes }, text) : make("span", attributes, text);
}

/** Nodes for a text in Slack's markup. */
export function mrkdwn(text) {
  const [before, quoted] = text.split(QUOTE);
  if (quoted === undefined) return inline(text);
  return [...inline(before.replace(/\n$/, "")), make("blockquote", {}, ...inline(quoted)), ...mrkdwn(text.slice(before.length).replace(QUOTE, "").replace(/^\n/, ""))];
}

function inline(text) {
  const nodes = [];
  let rest = text;
  for (let found = MARKUP.exec(rest); found; found = MARKUP.exec(rest)) {
    nodes.push(unescape(rest.slice(0, found.index)), marked(found));
    rest = rest.slice(found.index + found[0].length);
  }
  return [...nodes, unescape(rest)];
}

function marked([, block, code, target, label, mark, text]) {
  if (block !== undefined) return make("pre", {}, unescape(block.replace(/^\n/, "")));
  if (code !== undefined) return make("code", {}, unescape(code));
  if (mark !== undefined) return make(MARKS[mark], {}, ...inline(text));
  if (/^[@#!]/.test(target)) return make("strong", {}, `${target.startsWith("#") ? "#" : "@"}${label || target.replace(/^[@#!]|^!subteam\^/g, "")}`);
  return link(unescape(target), unescape(label || target));
}

function words(object) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text ?? "") : [object.text ?? ""];
}

const BLOCKS = {
  header: (block) => make("div", { class: "title" }, ...words(block.text)),
  section: (block) => [
    block.text ? make("div", { class: "text" }, ...words(block.text)) : null,
    block.fields ? make("div", { class: "fields" }, ...block.fields.map((field) => make("div", {}, ...words(field)))) : null,
    block.accessory ? make("div", { class: "actions" }, element(block.accessory)) : null],
  context: (block) => make("div", { class: "context" }, ...block.elements.flatMap((each) => [element(each), " "])),
  actions: (block) => make("div", { class: "actions" }, ...block.elements.map(element)),
  divider: () => make("hr"),
  image: (block) => make("div", { class: "context" }, `Image: ${block.alt_text ?? ""}`),
  rich_text: (block) => block.elements.map(rich),
};

function element(each) {
  if (each.type === "button") return link(each.url ?? "", words(each.text).join(""), { class: `button ${each.style ?? ""}` });
  if (each.type === "image") return make("span", {}, `Image: ${each.alt_text ?? ""}`);
  if (each.type === "plain_text" || each.type === "mrkdwn") return make("span", {}, ...words(each));
  return make("span", { class: "button" }, words(each.placeholder).join("") || each.type);
}

function rich(part) {
  const inner = () => part.elements.map((each) => (each.elements ? make("li", {}, ...each.elements.map(styled)) : styled(each)));
  if (part.type === "rich_text_list") return make(part.style === "ordered" ? "ol" : "ul", {}, ...inner());
  if (part.type === "rich_text_preformatted") return make("pre", {}, ...inner());
  return make(part.type === "rich_text_quote" ? "blockquote" : "div", { class: "text" }, ...inner());
}

function styled({ type, text, url, name, style = {}, ...other }) {
  const said = { emoji: `:${name}:`, user: `@${other.user_id}`, channel: `#${other.channel_id}`, broadcast: `@${other.range}` }[type] ?? text ?? url ?? "";
  const tags = [style.code && "code", style.bold && "strong", style.italic && "em", style.strike && "s"].filter(Boolean);
  return tags.reduce((node, tag) => make(tag, {}, node), type === "link" ? link(url, said) : said);
}

/** A whole message: its blocks where it has any, else its text. */
export function slackMessage({ blocks, text }) {
  const shown = blocks.length ? blocks.flatMap(block) : [make("div", { class: "text" }, ...mrkdwn(text))];
  return make("div", { class: "slack" }, ...shown);
}

function block(each) {
  try {
    return BLOCKS[each.type](each);
  } catch { // a kind we don't know, or not as Slack wants it
    return make("pre", {}, JSON.stringify(each, null, 2));
  }
}
