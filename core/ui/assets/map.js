// Maps for the Map component of core/ui: draws a scene (pins, lines, selection) with MapLibre GL JS.
//
// `open(id, setting, scene, hear)` starts a map in an element, `show` gives it another scene, `close` ends it.
// Setting and scene are JSON, described in core/ui/src/map.rs; `hear` gets JSON events. The bundled outline is
// always the lowest layer; a base map lies over it and may fail without harm. Without WebGL the pins become
// a plain list of buttons. Colours come from the CSS variables of the theme and follow it.

import { MAP } from "./addresses.js";
import { baseOf, skin, styleOf } from "./map-style.js";
import { outline } from "./map-outline.js";
import { plainList } from "./map-plain.js";
import { placePins } from "./map-pins.js";

const maps = new Map();
let library = null;

function load() {
  library ??= (async () => {
    if (!document.querySelector("link[data-tr-map]")) {
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = `${MAP}maplibre-gl.css`;
      sheet.dataset.trMap = "";
      document.head.append(sheet);
    }
    // A worker's script is looked for by its own address, which no app's service worker answers; what is fetched is.
    const worker = fetch(`${MAP}maplibre-gl-worker.mjs`).then((answer) => answer.blob());
    const gl = await import(`${MAP}maplibre-gl.mjs`);
    gl.setWorkerUrl(URL.createObjectURL(await worker));
    return gl;
  })().catch((fault) => {
    library = null;
    throw fault;
  });
  return library;
}

export function open(id, settingText, sceneText, hear) {
  close(id);
  const box = document.getElementById(id);
  if (!box) return;
  const view = {
    box,
    setting: JSON.parse(settingText),
    scene: JSON.parse(sceneText),
    tell: (event) => view.closed || hear(JSON.stringify(event)),
    closed: false,
    fitted: null,
    pins: null,
    stop: new AbortController(),
  };
  maps.set(id, view);
  start(view).catch((fault) => {
    console.warn("map: drawn as a list", fault);
    if (view.closed) return;
    view.map?.remove();
    view.map = null;
    view.pins = plainList(view);
    view.pins.show();
    view.box.dataset.drawn = "";
  });
}

export function show(id, sceneText) {
  const view = maps.get(id);
  if (!view) return;
  view.scene = JSON.parse(sceneText);
  view.draw?.();
  if (!view.map) view.pins?.show();
}

export function close(id) {
  const view = maps.get(id);
  if (!view) return;
  maps.delete(id);
  view.closed = true;
  view.stop.abort();
  view.pins?.remove();
  view.map?.remove();
}

async function start(view) {
  const gl = await load();
  const base = await baseOf(gl, view.setting.base);
  if (view.closed) return;
  const { words } = view.setting;
  const map = new gl.Map({
    container: view.box,
    style: styleOf(base, skin(view.box)),
    center: [105, 32],
    zoom: 2.5,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: true,
    maxZoom: 20,
    fadeDuration: 0,
    locale: {
      "Map.Title": words.map,
      "NavigationControl.ZoomIn": words.zoomIn,
      "NavigationControl.ZoomOut": words.zoomOut,
    },
  });
  view.map = map;
  // The component around it is the region; the canvas is what takes the keys inside.
  map.getCanvas().setAttribute("role", "application");
  view.gl = gl;
  map.touchZoomRotate.disableRotation();
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new FitControl(view), "top-right");
  map.addControl(new gl.AttributionControl({ compact: true }), "bottom-right");
  map.addControl(new gl.ScaleControl({ maxWidth: 90 }), "bottom-left");

  view.pins = placePins(view);
  view.draw = () => {
    frame(view);
    view.pins.show();
    if (view.ready) lines(view);
  };

  map.on("error", (event) => baseFailed(view, event));
  map.on("style.load", () => {
    view.ready = true;
    // Says to tests and styles that all of it can be seen.
    outline(view).then(() => map.once("idle", () => (view.box.dataset.drawn = "")));
    lines(view);
    view.pins.spare();
  });
  map.on("movestart", () => {
    view.moving = true;
    view.box.dataset.moving = "";
  });
  map.on("moveend", () => {
    view.moving = false;
    delete view.box.dataset.moving;
    view.pins.show();
  });
  map.on("click", (event) => {
    if (view.setting.pick && !event.originalEvent.target.closest(".tr-pin")) {
      view.tell({ kind: "pick", lon: event.lngLat.lng, lat: event.lngLat.lat });
    }
  });
  if (view.setting.pick) map.getCanvas().style.cursor = "crosshair";
  view.draw();
  if (base.failed) baseFailed(view, {});
  followTheme(view, base);
  const resized = new ResizeObserver(() => map.resize());
  resized.observe(view.box);
  view.stop.signal.addEventListener("abort", () => resized.disconnect());
}

/** Says once, quietly, that tiles are out of reach; the outline is there already. */
function baseFailed(view, event) {
  if (view.closed || event.sourceId === "tr-outline") return;
  if (view.told) return;
  view.told = true;
  console.warn("map:", event.sourceId ?? "", event.error?.message ?? "");
  if (view.setting.base.kind === "none") return;
  const note = document.createElement("p");
  note.className = "tr-map-note";
  note.setAttribute("role", "status");
  note.textContent = view.setting.words.tilesFailed;
  view.box.append(note);
  const gone = (e) => {
    // Tiles arrive after all: the remark has no more reason.
    if (e.tile && e.sourceId !== "tr-outline" && e.sourceId !== "tr-lines" && e.sourceId !== "tr-spare") {
      view.map.off("sourcedata", gone);
      note.remove();
      view.told = false;
    }
  };
  view.map.on("sourcedata", gone);
}

/** Moves the view when the scene asks for it: first pins, another fit key, another centre, another selection. */
function frame(view) {
  const { center, pins, selected, fit_key: key } = view.scene;
  const wanted = center.kind === "at"
    ? `at ${center.lon} ${center.lat} ${center.zoom}`
    : `fit ${key} ${pins.length > 0 || view.scene.lines.length > 0}`;
  if (view.fitted !== wanted) {
    const first = view.fitted === null || !/ true$/.test(view.fitted);
    view.fitted = wanted;
    if (center.kind === "at") {
      view.map.jumpTo({ center: [center.lon, center.lat], zoom: center.zoom });
    } else {
      fitAll(view, first);
    }
  } else if (selected && selected !== view.lastSelected) {
    const pin = pins.find((p) => p.id === selected);
    if (pin && Number.isFinite(pin.lon) && !view.map.getBounds().contains([pin.lon, pin.lat])) {
      view.map.easeTo({ center: [pin.lon, pin.lat], duration: calm() ? 0 : 150 });
    }
  }
  view.lastSelected = selected;
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function fitAll(view, jump) {
  const bounds = new view.gl.LngLatBounds();
  const add = (lon, lat) => Number.isFinite(lon) && Number.isFinite(lat) && bounds.extend([lon, lat]);
  for (const pin of view.scene.pins) add(pin.lon, pin.lat);
  for (const line of view.scene.lines) for (const [lon, lat] of line.points) add(lon, lat);
  if (bounds.isEmpty()) return;
  view.map.fitBounds(bounds, { padding: 48, maxZoom: 15, duration: jump || calm() ? 0 : 150 });
}

function lines(view) {
  const colours = skin(view.box);
  const list = {
    type: "FeatureCollection",
    features: view.scene.lines
      .filter((line) => line.points.length > 1)
      .map((line) => ({
        type: "Feature",
        properties: { colour: colours.tone(line.tone), dashed: line.dashed },
        geometry: { type: "LineString", coordinates: line.points },
      })),
  };
  const source = view.map.getSource("tr-lines");
  if (source) {
    source.setData(list);
    return;
  }
  view.map.addSource("tr-lines", { type: "geojson", data: list });
  const line = (id, filter, paint) => view.map.addLayer({
    id,
    type: "line",
    source: "tr-lines",
    filter,
    layout: { "line-cap": "round", "line-join": "round" },
    paint,
  });
  line("tr-lines-ground", ["literal", true], { "line-color": colours.ground, "line-width": 7, "line-opacity": 0.7 });
  line("tr-lines", ["!", ["get", "dashed"]], { "line-color": ["get", "colour"], "line-width": 4 });
  line("tr-lines-dashed", ["get", "dashed"], {
    "line-color": ["get", "colour"], "line-width": 3, "line-dasharray": [0.5, 2],
  });
}

function followTheme(view, base) {
  let before = skin(view.box).key;
  const restyle = () => {
    const now = skin(view.box);
    if (now.key === before || view.closed) return;
    before = now.key;
    view.ready = false;
    view.map.setStyle(styleOf(base, now), { diff: false });
  };
  const watch = new MutationObserver(restyle);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)")
    .addEventListener("change", restyle, { signal: view.stop.signal });
  view.stop.signal.addEventListener("abort", () => watch.disconnect());
}

class FitControl {
  constructor(view) {
    this.view = view;
  }

  onAdd() {
    const group = document.createElement("div");
    group.className = "maplibregl-ctrl maplibregl-ctrl-group";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tr-map-fit";
    button.title = this.view.setting.words.fit;
    button.setAttribute("aria-label", this.view.setting.words.fit);
    button.addEventListener("click", () => fitAll(this.view, false));
    group.append(button);
    this.group = group;
    return group;
  }

  onRemove() {
    this.group.remove();
  }
}
