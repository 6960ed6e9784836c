/**
 * Packs: many files in one, laid out so that the host can use them without copying.
 * See `mountPack` in workerd/disk.mjs for the format.
 */

/**
 * @param {Map<string, Uint8Array>} files contents by path
 * @returns {Buffer}
 */
export function makePack(files) {
  let offset = 0;
  const index = [...files].map(([path, bytes]) => {
    const entry = [path, offset, bytes.length];
    offset += bytes.length;
    return entry;
  });
  const header = Buffer.from(JSON.stringify(index));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(header.length);
  return Buffer.concat([size, header, ...files.values()]);
}
