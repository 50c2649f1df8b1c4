// Writes a brotli copy beside each text or wasm file below a folder, so that the server has nothing to compress.
// Usage: node compress.mjs FOLDER. A copy that is newer than its file is kept; a copy without a file is removed.
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);
const profits = /\.(wasm|js|mjs|css|json|svg|html|webmanifest)$/;

async function changed(path) {
  return (await stat(path).catch(() => ({ mtimeMs: -1 }))).mtimeMs;
}

async function compressFile(path) {
  const copy = `${path}.br`;
  if ((await changed(copy)) >= (await changed(path))) return;
  const bytes = await readFile(path);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  await writeFile(copy, await compress(bytes, { params }));
}

const folder = process.argv[2];
const names = (await readdir(folder, { recursive: true })).map((name) => join(folder, name));
const known = new Set(names);
const files = names.filter((name) => profits.test(name) && !/\/\.[^/]*$/.test(name));
await Promise.all(files.map(compressFile));
const orphans = names.filter((name) => name.endsWith(".br") && !known.has(name.slice(0, -3)));
await Promise.all(orphans.map((name) => rm(name)));
