// Styles of the map: the theme's colours as WebGL knows them, and a style document for each kind of base.

import { MAP } from "./addresses.js";

const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** Any CSS colour as `rgba()`, which is what MapLibre parses. */
function plain(colour) {
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = "#808080";
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
  return `rgba(${r},${g},${b},${(a / 255).toFixed(3)})`;
}

/** The colours of the theme around `box`; `key` differs when they do. */
export function skin(box) {
  const css = getComputedStyle(box);
  const read = (name) => plain(css.getPropertyValue(name).trim() || "#808080");
  const colours = {
    water: read("--tr-map-water"),
    land: read("--tr-map-land"),
    border: read("--tr-map-border"),
    green: read("--tr-map-green"),
    built: read("--tr-map-built"),
    road: read("--tr-map-road"),
    roadEdge: read("--tr-map-road-edge"),
    label: read("--tr-map-label"),
    ground: read("--color-base-100"),
    tone: (name) => read(`--tr-${name}`),
    lang: document.documentElement.lang,
  };
  colours.key = Object.values(colours).filter((v) => typeof v === "string").join();
  return colours;
}

/** What is needed before the map starts: the protocol of PMTiles, the provider's style document. */
export async function baseOf(gl, base) {
  if (base.kind === "pmtiles") {
    try {
      await script(`${MAP}pmtiles.js`);
      if (!baseOf.protocol) {
        baseOf.protocol = new window.pmtiles.Protocol();
        gl.addProtocol("pmtiles", baseOf.protocol.tile);
      }
    } catch (fault) {
      console.warn("map: pmtiles reader", fault);
      return { kind: "none", failed: true };
    }
  }
  if (base.kind === "style") {
    try {
      const answer = await fetch(base.url, { signal: AbortSignal.timeout(8000) });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      return { kind: "style", style: await answer.json() };
    } catch (fault) {
      console.warn("map: style", fault);
      return { kind: "none", failed: true };
    }
  }
  return base;
}

function script(src) {
  script.loaded ??= new Map();
  if (!script.loaded.has(src)) {
    script.loaded.set(src, new Promise((done, fail) => {
      const tag = document.createElement("script");
      tag.src = src;
      tag.onload = done;
      tag.onerror = () => {
        script.loaded.delete(src);
        tag.remove();
        fail(new Error(`${src} did not load`));
      };
      document.head.append(tag);
    }));
  }
  return script.loaded.get(src);
}

function escaped(text) {
  const node = document.createElement("span");
  node.textContent = text ?? "";
  return node.innerHTML;
}

/** A style document; the outline is added beneath its layers when the style has loaded. */
export function styleOf(base, skin) {
  if (base.kind === "style") return base.style;
  const ground = [{ id: "tr-water", type: "background", paint: { "background-color": skin.water } }];
  if (base.kind === "raster") {
    return {
      version: 8,
      sources: {
        base: { type: "raster", tiles: [base.url], tileSize: 256, maxzoom: 19, attribution: escaped(base.attribution) },
      },
      layers: [...ground, { id: "base", type: "raster", source: "base" }],
    };
  }
  if (base.kind === "pmtiles") {
    const url = new URL(base.url, location.href).href;
    return {
      version: 8,
      sources: { base: { type: "vector", url: `pmtiles://${url}`, attribution: escaped(base.attribution) } },
      layers: [...ground, ...protomaps(skin)],
    };
  }
  return { version: 8, sources: {}, layers: ground };
}

/** A quiet drawing of the Protomaps basemap scheme: ground, water, roads by rank, names. */
function protomaps(c) {
  const fill = (id, layer, colour, filter) => ({
    id, type: "fill", source: "base", "source-layer": layer, paint: { "fill-color": colour },
    ...(filter ? { filter } : {}),
  });
  const by = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
  const road = (kinds, name, minzoom, width) => ["edge", "road"].map((part) => ({
    id: `${name}-${part}`,
    type: "line",
    source: "base",
    "source-layer": "roads",
    minzoom,
    filter: ["match", ["get", "kind"], kinds, true, false],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: {
      "line-color": part === "edge" ? c.roadEdge : c.road,
      "line-width": part === "edge" ? by(...width.map((v, i) => (i % 2 ? v + 1.6 : v))) : by(...width),
    },
  }));
  const roads = [
    ...road(["minor_road", "other", "path"], "minor", 13, [13, 0.6, 18, 12]),
    ...road(["medium_road"], "medium", 11, [11, 0.6, 18, 16]),
    ...road(["major_road"], "major", 8, [8, 0.6, 18, 20]),
    ...road(["highway"], "highway", 5, [5, 0.6, 18, 24]),
  ];
  const edges = roads.filter((layer) => layer.id.endsWith("-edge"));
  const tops = roads.filter((layer) => layer.id.endsWith("-road"));
  const name = ["coalesce", ["get", c.lang.startsWith("zh") ? "name:zh" : "name:en"], ["get", "name"]];
  const words = (id, layer, minzoom, size, filter, layout = {}) => ({
    id, type: "symbol", source: "base", "source-layer": layer, minzoom,
    ...(filter ? { filter } : {}),
    layout: { "text-field": name, "text-size": size, "text-font": ["sans-serif"], "text-max-width": 8, ...layout },
    paint: { "text-color": c.label, "text-halo-color": c.land, "text-halo-width": 1.4 },
  });
  return [
    fill("earth", "earth", c.land),
    fill("green", "landuse", c.green, ["match", ["get", "kind"],
      ["park", "forest", "wood", "grass", "nature_reserve", "cemetery", "golf_course", "garden"], true, false]),
    fill("water", "water", c.water, ["==", ["geometry-type"], "Polygon"]),
    {
      id: "rail", type: "line", source: "base", "source-layer": "roads", minzoom: 11,
      filter: ["==", ["get", "kind"], "rail"], paint: { "line-color": c.border, "line-width": 1, "line-dasharray": [3, 2] },
    },
    ...edges,
    ...tops,
    { ...fill("buildings", "buildings", c.built), minzoom: 14 },
    { id: "boundaries", type: "line", source: "base", "source-layer": "boundaries", paint: { "line-color": c.border, "line-width": 1 } },
    words("road-names", "roads", 14, 11, ["has", "name"], { "symbol-placement": "line" }),
    words("places", "places", 3, by(4, 11, 12, 16)),
  ];
}
