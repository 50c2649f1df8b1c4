// Pins: accessible HTML buttons for what is in view, and plain dots for the rest when there are very many.

import { skin } from "./map-style.js";

const MOST = 300;
const SHAPES = {
  new: ["M1.75 6a4.25 4.25 0 1 0 8.5 0a4.25 4.25 0 1 0 -8.5 0", ""],
  accepted: ["M1.75 6a4.25 4.25 0 1 0 8.5 0a4.25 4.25 0 1 0 -8.5 0", "M6 6V1.75A4.25 4.25 0 0 1 10.25 6z"],
  "on-the-way": ["", "M1.2 1.4L11.4 6L1.2 10.6L3.6 6z"],
  arrived: ["M1.75 6a4.25 4.25 0 1 0 8.5 0a4.25 4.25 0 1 0 -8.5 0", "M3.9 6a2.1 2.1 0 1 0 4.2 0a2.1 2.1 0 1 0 -4.2 0"],
  paused: ["M4 2v8M8 2v8", ""],
  done: ["M1.8 6.6L4.8 9.4L10.2 2.8", ""],
  alert: ["", "M6 1.2L11.4 10.6H0.6z"],
};
const SVG = "http://www.w3.org/2000/svg";

function drawing(tone) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "tr-pin-shape");
  const [line, fill] = SHAPES[tone];
  if (line) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    path.setAttribute("class", "tr-pin-line");
    svg.append(path);
  }
  if (fill) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", fill);
    path.setAttribute("class", "tr-pin-fill");
    svg.append(path);
  }
  return svg;
}

/** Fills a pin's button from its description; also used by the plain list. */
export function dress(button, pin, selected) {
  const classes = ["tr-pin", `tr-pin-${pin.shape}`, `tr-tone-${pin.tone}`];
  if (selected) classes.push("tr-pin-selected");
  if (pin.faded) classes.push("tr-pin-faded");
  // MapLibre adds its own classes to the element; keep them.
  const foreign = [...button.classList].filter((name) => name.startsWith("maplibregl-"));
  button.className = [...classes, ...foreign].join(" ");
  button.setAttribute("aria-label", pin.label);
  button.title = pin.label;
  button.setAttribute("aria-pressed", String(Boolean(selected)));
  button.dataset.pin = pin.id;
  const face = document.createElement("span");
  face.className = "tr-pin-face";
  if (pin.shape !== "dot") {
    // Drawn by the style sheet: letters are no text of the button, whose name is the whole label.
    if (pin.letters) face.dataset.letters = pin.letters;
    else if (SHAPES[pin.tone]) face.append(drawing(pin.tone));
    if (pin.letters && SHAPES[pin.tone]) {
      const corner = document.createElement("span");
      corner.className = "tr-pin-corner";
      corner.append(drawing(pin.tone));
      button.replaceChildren(face, corner);
      return;
    }
  }
  button.replaceChildren(face);
}

/** Wires a pin's button to events. */
export function wire(button, view, pinOf) {
  button.type = "button";
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    view.tell({ kind: "select", pin: button.dataset.pin });
  });
  const hover = (pin) => () => view.tell({ kind: "hover", pin: pin ? button.dataset.pin : null });
  button.addEventListener("pointerenter", hover(true));
  button.addEventListener("pointerleave", hover(false));
  button.addEventListener("focus", hover(true));
  button.addEventListener("blur", hover(false));
  button.addEventListener("dragover", (event) => {
    if (!pinOf(button.dataset.pin)?.drop) return;
    event.preventDefault();
    button.classList.add("tr-pin-over");
  });
  button.addEventListener("dragleave", () => button.classList.remove("tr-pin-over"));
  button.addEventListener("drop", (event) => {
    button.classList.remove("tr-pin-over");
    if (!pinOf(button.dataset.pin)?.drop) return;
    event.preventDefault();
    view.tell({ kind: "drop", pin: button.dataset.pin, card: event.dataTransfer.getData("text/plain") });
  });
}

const placed = (pin) => Number.isFinite(pin.lon) && Number.isFinite(pin.lat) && Math.abs(pin.lat) <= 90;

/** The pins of a view: `show` brings them in line with the scene, `spare` re-adds the dots after a new style. */
export function placePins(view) {
  const markers = new Map();
  const pinOf = (id) => view.scene.pins.find((pin) => pin.id === id);
  let rest = [];

  function show() {
    const { map, gl, scene } = view;
    const bounds = map.getBounds();
    const near = 0.15 * Math.max(bounds.getNorth() - bounds.getSouth(), 0.001);
    const west = bounds.getWest() - near;
    const east = bounds.getEast() + near;
    const inView = (pin) =>
      pin.lat >= bounds.getSouth() - near && pin.lat <= bounds.getNorth() + near &&
      ((pin.lon >= west && pin.lon <= east) || (pin.lon + 360 >= west && pin.lon + 360 <= east) ||
        (pin.lon - 360 >= west && pin.lon - 360 <= east));
    const shown = [];
    rest = [];
    for (const pin of scene.pins) {
      if (!placed(pin)) continue;
      const chosen = pin.id === scene.selected;
      if (chosen || (shown.length < MOST && inView(pin))) shown.push(pin);
      else rest.push(pin);
    }
    const wanted = new Set(shown.map((pin) => pin.id));
    for (const [id, held] of markers) {
      if (wanted.has(id)) continue;
      held.marker.remove();
      markers.delete(id);
    }
    for (const pin of shown) {
      const selected = pin.id === scene.selected;
      const look = JSON.stringify([pin.tone, pin.shape, pin.letters, pin.label, pin.faded, selected]);
      let held = markers.get(pin.id);
      if (!held) {
        const button = document.createElement("button");
        wire(button, view, pinOf);
        dress(button, pin, selected);
        const marker = new gl.Marker({ element: button, anchor: pin.shape === "site" ? "bottom" : "center" });
        held = { marker, button, look, lon: pin.lon, lat: pin.lat };
        marker.setLngLat([pin.lon, pin.lat]).addTo(map);
        // MapLibre names markers "Map marker"; ours have names of their own.
        button.setAttribute("aria-label", pin.label);
        markers.set(pin.id, held);
      }
      if (held.look !== look) {
        dress(held.button, pin, selected);
        held.look = look;
      }
      if (held.lon !== pin.lon || held.lat !== pin.lat) {
        held.marker.setLngLat([pin.lon, pin.lat]);
        held.lon = pin.lon;
        held.lat = pin.lat;
      }
    }
    spare();
  }

  function spare() {
    const { map } = view;
    if (!view.ready) return;
    const colours = skin(view.box);
    const list = {
      type: "FeatureCollection",
      features: rest.map((pin) => ({
        type: "Feature",
        properties: { id: pin.id, colour: colours.tone(pin.tone) },
        geometry: { type: "Point", coordinates: [pin.lon, pin.lat] },
      })),
    };
    const source = map.getSource("tr-spare");
    if (source) {
      source.setData(list);
      return;
    }
    if (rest.length === 0) return;
    map.addSource("tr-spare", { type: "geojson", data: list });
    map.addLayer({
      id: "tr-spare", type: "circle", source: "tr-spare",
      paint: {
        "circle-radius": 4, "circle-color": ["get", "colour"],
        "circle-stroke-width": 1.5, "circle-stroke-color": colours.ground,
      },
    });
    if (!view.spareHeard) {
      view.spareHeard = true;
      map.on("click", "tr-spare", (event) => {
        const id = event.features?.[0]?.properties.id;
        if (id) view.tell({ kind: "select", pin: id });
      });
    }
  }

  return {
    show,
    spare,
    remove() {
      for (const { marker } of markers.values()) marker.remove();
      markers.clear();
    },
  };
}
