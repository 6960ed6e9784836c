/**
 * The cache on disk: files named by the hash of what they are made from, written all at once or not at all.
 */

import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

const LOOK_MS = 100;
const LONGEST_WORK_MS = 15 * 60_000;

/** @returns {string} a short hash of strings and buffers, in order */
export function hashOf(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(part);
    hash.update("\0");
  }
  return hash.digest("hex").slice(0, 20);
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

export class Cache {
  /** @param {string} folder made if it is missing */
  constructor(folder) {
    this.folder = path.resolve(folder);
    mkdirSync(this.folder, { recursive: true });
  }

  path(name) {
    return path.join(this.folder, name);
  }

  has(name) {
    return existsSync(this.path(name));
  }

  read(name) {
    return readFileSync(this.path(name));
  }

  /** @returns {{file: string, length: number}} how manifests refer to a file of the cache */
  entry(name) {
    return { file: name, length: statSync(this.path(name)).size };
  }

  write(name, bytes, mode = 0o644) {
    const target = this.path(name);
    mkdirSync(path.dirname(target), { recursive: true });
    // Several runs may share a cache; none must ever read half a file.
    const temporary = `${target}.${randomBytes(6).toString("hex")}`;
    writeFileSync(temporary, bytes, { mode });
    renameSync(temporary, target);
  }

  /**
   * Does costly work while no other process that shares this cache does any: that may be the same work, so that
   * it has to look again at what is missing.
   * @param {() => Promise<T>} work
   * @param {string} kind of work; of another kind some may be under way
   * @returns {Promise<T>}
   * @template T
   */
  async alone(work, kind = "") {
    const lock = this.path(`building${kind && `-${kind}`}`);
    while (!this.#take(lock)) await setTimeout(LOOK_MS);
    try {
      return await work();
    } finally {
      rmSync(lock, { force: true });
    }
  }

  // A process that was killed leaves its lock behind: nobody waits for the dead, nor for who has its number now.
  #take(lock) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return true;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    try {
      const holder = Number(readFileSync(lock, "utf8"));
      const isLeft = (holder && !isAlive(holder)) || Date.now() - statSync(lock).mtimeMs > LONGEST_WORK_MS;
      if (isLeft) rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
    return false;
  }

  /** Removes all but the newest so many files of a folder that match, with their descriptions. */
  prune(folder, pattern, kept) {
    const age = (name) => statSync(this.path(`${folder}/${name}`)).mtimeMs;
    const files = readdirSync(this.path(folder)).filter((name) => pattern.test(name));
    for (const name of files.sort((a, b) => age(b) - age(a)).slice(kept)) {
      for (const suffix of ["", ".json"]) rmSync(this.path(`${folder}/${name}${suffix}`), { force: true });
    }
  }

  /** Writes a file unless it is there, and returns its entry. */
  ensure(name, make) {
    if (!this.has(name)) this.write(name, make());
    return this.entry(name);
  }
}
