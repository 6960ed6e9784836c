/**
 * Writes a bundle of internal modules as workerd reads it: one Cap'n Proto message (https://capnproto.org/encoding.html)
 * of one segment, whose root has nothing but a list of modules.
 *
 * A module is one word of data, the module's type and then which kind of content it has, 16 bits each, and four
 * pointers: its name, its content, and two that are left out here (TypeScript's declarations, a compile cache).
 */

const WORD = 8;
const DATA_WORDS = 1;
const POINTERS = 4;
const MODULE_WORDS = DATA_WORDS + POINTERS;
const HEADER_WORDS = 1; // how many segments, and the length of the first
const ROOT_WORDS = 2; // a pointer to the root, and the root: a pointer to the list
const TAG_WORDS = 1; // of a list of structures, which says how large they are

const INTERNAL = 2; // the type of modules that only the runtime's own may import
const KINDS = { src: 0, wasm: 1, data: 2 };

const STRUCTURE = 0;
const LIST = 1;
const BYTES = 2; // element size of a list of bytes
const STRUCTURES = 7; // element size of a list of structures

const wordsOf = (bytes) => Math.ceil(bytes / WORD);

class Message {
  constructor(words) {
    this.bytes = Buffer.alloc(words * WORD);
  }

  /** A pointer counts words from its own end to its target. */
  pointer(at, target, kind, low, high) {
    this.bytes.writeInt32LE(((target - at - 1) << 2) | kind, at * WORD);
    this.bytes.writeUInt32LE(((high << (kind === STRUCTURE ? 16 : 3)) | low) >>> 0, at * WORD + 4);
  }

  /** Bytes, and a pointer to them; `end` is a NUL byte for texts. */
  data(at, target, content, end = 0) {
    this.pointer(at, target, LIST, BYTES, content.length + end);
    content.copy(this.bytes, target * WORD);
    return target + wordsOf(content.length + end);
  }
}

/**
 * @param {{name: string, kind: "src" | "wasm" | "data", content: Buffer}[]} modules
 * @returns {Buffer} the message
 */
export function bundleMessage(modules) {
  const named = modules.map((module) => ({ ...module, name: Buffer.from(module.name) }));
  const contents = named.map(({ name, content }) => wordsOf(name.length + 1) + wordsOf(content.length));
  const list = HEADER_WORDS + ROOT_WORDS;
  const first = list + TAG_WORDS;
  const end = first + named.length * MODULE_WORDS;
  const total = contents.reduce((sum, words) => sum + words, end);
  const message = new Message(total);
  message.bytes.writeUInt32LE(total - HEADER_WORDS, 4);
  message.pointer(HEADER_WORDS, HEADER_WORDS + 1, STRUCTURE, 0, 1);
  message.pointer(HEADER_WORDS + 1, list, LIST, STRUCTURES, named.length * MODULE_WORDS);
  message.bytes.writeInt32LE(named.length << 2, list * WORD);
  message.bytes.writeUInt16LE(DATA_WORDS, list * WORD + 4);
  message.bytes.writeUInt16LE(POINTERS, list * WORD + 6);
  let free = end;
  named.forEach(({ name, kind, content }, index) => {
    const at = first + index * MODULE_WORDS;
    message.bytes.writeUInt16LE(INTERNAL, at * WORD);
    message.bytes.writeUInt16LE(KINDS[kind], at * WORD + 2);
    free = message.data(at + DATA_WORDS, free, name, 1);
    free = message.data(at + DATA_WORDS + 1, free, content);
  });
  return message.bytes;
}
