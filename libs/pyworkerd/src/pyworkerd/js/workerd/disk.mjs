/**
 * Reads files of the read-only disk services that the supervisor binds to every Python Worker.
 * They stay out of workerd's configuration, which would otherwise carry them once per worker.
 */

const CHUNK = 1 << 20;

async function open(disk, path) {
  const response = await disk.fetch(`http://disk/${path}`);
  if (!response.ok) throw new Error(`cannot read ${path} of the cache (${response.status})`);
  return response;
}

/**
 * Streams a file through one reused buffer.
 * @param {Fetcher} disk the disk service
 * @param {string} path relative to the disk's root
 * @param {number} length the file's size in bytes
 * @param {(chunk: Uint8Array) => void} sink called with each chunk, which is only valid during the call
 */
export async function streamFile(disk, path, length, sink) {
  const reader = (await open(disk, path)).body.getReader({ mode: "byob" });
  let buffer = new Uint8Array(CHUNK);
  let read = 0;
  while (read < length) {
    const { done, value } = await reader.readAtLeast(CHUNK, buffer);
    if (value?.byteLength) {
      sink(value);
      read += value.byteLength;
    }
    if (done) break;
    buffer = new Uint8Array(value.buffer);
  }
  if (read !== length) throw new Error(`${path} of the cache has ${read} bytes, not ${length}`);
}

/** @returns {Promise<Uint8Array>} the file, read into one buffer of exactly its size */
export async function readFile(disk, path, length) {
  const bytes = new Uint8Array(length);
  let offset = 0;
  await streamFile(disk, path, length, (chunk) => {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  });
  return bytes;
}

/** @returns {Promise<any>} a small JSON file */
export async function readJson(disk, path) {
  return (await open(disk, path)).json();
}

/**
 * Unpacks a pack into Pyodide's file system, without copying the contents.
 * A pack is a 4-byte little-endian length, a JSON list of [path, offset, length], and the files.
 */
export function mountPack(FS, pack, root) {
  const size = new DataView(pack.buffer, pack.byteOffset).getUint32(0, true);
  const index = JSON.parse(new TextDecoder().decode(pack.subarray(4, 4 + size)));
  const data = pack.subarray(4 + size);
  const made = new Set();
  for (const [path, offset, length] of index) {
    const full = `${root}/${path}`;
    const folder = full.slice(0, full.lastIndexOf("/"));
    if (!made.has(folder)) FS.mkdirTree(folder);
    made.add(folder);
    FS.writeFile(full, data.subarray(offset, offset + length), { canOwn: true });
  }
}
