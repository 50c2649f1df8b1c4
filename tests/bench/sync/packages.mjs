// The peers' packages, from the folder `setup.sh` installed them into: they are no packages of this source tree.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

function installed(name) {
  const cache = process.env.TRUCKROLL_BENCH_CACHE;
  if (!cache) throw new Error("TRUCKROLL_BENCH_CACHE is not set; it is the folder setup.sh installs the peers into");
  try {
    return createRequire(join(cache, "package.json")).resolve(name);
  } catch {
    throw new Error(`${name} is not installed; run setup.sh first`);
  }
}

/** A CommonJS package. */
export const required = (name) => createRequire(import.meta.url)(installed(name));

/** An ES module package. */
export const imported = (name) => import(pathToFileURL(installed(name)).href);
