// Writes the map's bundled outline, land and borders of the world, as one GeoJSON file.
// Usage: node outline.mjs FILE. Coordinates are rounded to 0.001 degrees (about 100 m), finer than the source.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature, mesh } from "topojson-client";

const require = createRequire(import.meta.url);
const world = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));

function rounded(value) {
  return typeof value === "number" ? Math.round(value * 1000) / 1000 : value.map(rounded);
}

function collection(name, shapes) {
  return shapes.map(({ type, coordinates }) => ({
    type: "Feature",
    properties: { kind: name },
    geometry: { type, coordinates: rounded(coordinates) },
  }));
}

const land = feature(world, world.objects.land);
const shapes = (land.features ?? [land]).map((item) => item.geometry);
const borders = mesh(world, world.objects.countries, (one, other) => one !== other);
const outline = {
  type: "FeatureCollection",
  features: [...collection("land", shapes), ...collection("border", [borders])],
};
writeFileSync(process.argv[2], JSON.stringify(outline));
