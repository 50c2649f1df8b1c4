// Pins: accessible HTML buttons for what is in view, and plain dots for the rest when there are very many.
//
// Pins that lie close together are gathered under one mark with their number and the state that asks for the eye
// first; pressing it looks closer, and where closer is not apart, lays them out beside each other. The selected pin
// and those the scene calls `single` always stand alone. A mark that had to give way is tied to its place by a line.

import { gather, spread, worst } from "./map-gather.js";
import { skin } from "./map-style.js";

const MOST = 300;
/** Pins closer than this are gathered, pixels; wider where fingers press. */
const REACH = 44;
const REACH_FINGER = 56;
/** A gathered mark names so many of its pins. */
const NAMED = 3;
/** A mark this far from its place is tied to it, pixels. */
const TIED = 8;
/** Looking closer ends here; what is still together then is laid out. */
const CLOSEST = 17;
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

/** Fills a pin's element from its description; also used by the plain list. */
export function dress(element, pin, selected) {
  const classes = ["tr-pin", `tr-pin-${pin.shape}`, `tr-tone-${pin.tone}`];
  if (selected) classes.push("tr-pin-selected");
  if (pin.faded) classes.push("tr-pin-faded");
  if (pin.members) classes.push("tr-pin-gathered");
  // MapLibre adds its own classes to the element; keep them.
  const foreign = [...element.classList].filter((name) => name.startsWith("maplibregl-"));
  element.className = [...classes, ...foreign].join(" ");
  element.setAttribute("aria-label", pin.label);
  element.title = pin.label;
  if (element.tagName === "BUTTON" && !pin.members) element.setAttribute("aria-pressed", String(Boolean(selected)));
  else element.removeAttribute("aria-pressed");
  if (element.tagName !== "BUTTON") element.setAttribute("role", "img");
  element.dataset.pin = pin.id;
  const face = document.createElement("span");
  face.className = "tr-pin-face";
  const parts = [face];
  // Drawn by the style sheet: letters are no text of the button, whose name is the whole label.
  if (pin.letters) face.dataset.letters = pin.letters;
  else if (SHAPES[pin.tone]) face.append(drawing(pin.tone));
  if (pin.letters && SHAPES[pin.tone]) {
    const corner = document.createElement("span");
    corner.className = "tr-pin-corner";
    corner.append(drawing(pin.tone));
    parts.push(corner);
  }
  element.replaceChildren(...parts);
}

/** A pin's element: a button where pressing it means something, else a picture with a name. */
export function pinElement(view, pinOf) {
  const pressable = view.setting.select || view.setting.drop;
  const element = document.createElement(pressable ? "button" : "div");
  if (pressable) wire(element, view, pinOf);
  return element;
}

function wire(button, view, pinOf) {
  button.type = "button";
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    const pin = pinOf(button.dataset.pin);
    if (pin?.members) view.pins.open(pin);
    else view.tell({ kind: "select", pin: button.dataset.pin });
  });
  const hover = (on) => () => {
    if (!pinOf(button.dataset.pin)?.members) view.tell({ kind: "hover", pin: on ? button.dataset.pin : null });
  };
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
const form = (pin) => (pin.shape === "person" ? "person" : "place");
const fingers = () => matchMedia("(pointer: coarse)").matches;

/** Width and height that a pin takes, as the style sheet says, and how far its middle is above its place. */
function sizeOf(shape) {
  const side = fingers() ? 44 : shape === "dot" ? 26 : 34;
  return { width: side, height: side, rise: shape === "site" ? side / 2 : 0 };
}

/** The one pin that stands for several. */
function together(mark, pins, view) {
  const names = pins.slice(0, NAMED).map((pin) => pin.label).join("; ");
  return {
    id: mark.key,
    members: pins,
    lon: pins.reduce((sum, pin) => sum + pin.lon, 0) / pins.length,
    lat: pins.reduce((sum, pin) => sum + pin.lat, 0) / pins.length,
    shape: form(pins[0]),
    tone: worst(pins.map((pin) => pin.tone)),
    letters: String(pins.length),
    faded: pins.every((pin) => pin.faded),
    label: view.setting.words.gathered
      .replace("{count}", () => pins.length)
      .replace("{names}", () => (pins.length > NAMED ? `${names}; …` : names)),
  };
}

/** The pins of a view: `show` brings them in line with the scene, `spare` re-adds the dots after a new style. */
export function placePins(view) {
  const markers = new Map();
  let shown = new Map();
  let rest = [];
  /** Ids of pins that were laid out beside each other, and the zoom at which. */
  let opened = { ids: new Set(), zoom: 0 };
  /** The pin whose mark gets the focus when the map has come to rest. */
  let focusOn = null;
  const pinOf = (id) => shown.get(id);
  const ties = document.createElementNS(SVG, "svg");
  ties.setAttribute("class", "tr-map-ties");
  ties.setAttribute("aria-hidden", "true");
  // Over the drawn map and under every mark.
  view.map.getCanvas().after(ties);
  view.map.on("move", tie);

  /** The marks of the scene, gathered and moved apart, with where each is drawn. */
  function arrange() {
    const { map, scene } = view;
    if (Math.abs(map.getZoom() - opened.zoom) > 0.5) opened = { ids: new Set(), zoom: 0 };
    const pins = scene.pins.filter(placed);
    const byId = new Map(pins.map((pin) => [pin.id, pin]));
    const points = pins.map((pin) => {
      const { x, y } = map.project([pin.lon, pin.lat]);
      const single = pin.single || pin.id === scene.selected || opened.ids.has(pin.id);
      return { id: pin.id, x, y, form: form(pin), single };
    });
    const { clientWidth: width, clientHeight: height } = map.getCanvas();
    const near = ({ x, y }) => x > -80 && y > -80 && x < width + 80 && y < height + 80;
    const marks = gather(points, fingers() ? REACH_FINGER : REACH).map((mark) => {
      const members = mark.members.map((point) => byId.get(point.id));
      const pin = members.length === 1 ? members[0] : together(mark, members, view);
      const { width: w, height: h, rise } = sizeOf(pin.shape);
      const selected = pin.id === scene.selected;
      return { pin, x: mark.x, y: mark.y - rise, width: w, height: h, still: selected, near: selected || near(mark) };
    });
    return { marks: marks.filter((mark) => mark.near), far: marks.filter((mark) => !mark.near) };
  }

  function show() {
    const { map, gl, scene } = view;
    const { marks, far } = arrange();
    marks.sort((a, b) => Number(b.still) - Number(a.still));
    const most = marks.slice(0, MOST);
    rest = [...marks.slice(MOST), ...far].flatMap(({ pin }) => pin.members ?? [pin]);
    spread([...most, ...controls(view)]);
    shown = new Map(most.map(({ pin }) => [pin.id, pin]));
    const focused = document.activeElement?.dataset?.pin;
    const lost = focused !== undefined && markers.get(focused)?.element === document.activeElement && !shown.has(focused);
    // Where the focus was, by a pin: its mark may be another one now.
    const follow = focusOn ?? (lost ? (markers.get(focused).pin.members?.[0].id ?? focused) : null);
    for (const [id, held] of markers) {
      if (shown.has(id)) continue;
      held.marker.remove();
      markers.delete(id);
    }
    for (const mark of most) {
      const { pin } = mark;
      const selected = pin.id === scene.selected;
      const look = JSON.stringify([pin.tone, pin.shape, pin.letters, pin.label, pin.faded, selected]);
      let held = markers.get(pin.id);
      if (!held) {
        const element = pinElement(view, pinOf);
        const marker = new gl.Marker({ element, anchor: pin.shape === "site" ? "bottom" : "center" });
        held = { marker, element, look: "", at: "" };
        marker.setLngLat([pin.lon, pin.lat]).addTo(map);
        markers.set(pin.id, held);
      }
      held.pin = pin;
      if (held.look !== look) {
        dress(held.element, pin, selected);
        held.look = look;
        held.at = "";
      }
      const at = `${pin.lon} ${pin.lat} ${mark.dx.toFixed(1)} ${mark.dy.toFixed(1)}`;
      if (held.at !== at) {
        held.marker.setLngLat([pin.lon, pin.lat]);
        held.marker.setOffset([mark.dx, mark.dy]);
        held.away = Math.hypot(mark.dx, mark.dy) < TIED ? null : [mark.dx, mark.dy];
        held.at = at;
      }
    }
    tie();
    if (follow !== null && !view.moving) {
      const held = [...markers.values()].find(({ pin }) => pin.id === follow || pin.members?.some((one) => one.id === follow));
      held?.element.focus({ preventScroll: true });
      focusOn = null;
    }
    spare();
  }

  /** Lines from the marks that gave way to their places. */
  function tie() {
    ties.replaceChildren(...[...markers.values()].filter(({ away }) => away).flatMap(({ pin, away: [dx, dy] }) => {
      const { x, y } = view.map.project([pin.lon, pin.lat]);
      const line = document.createElementNS(SVG, "line");
      for (const [name, value] of Object.entries({ x1: x, y1: y, x2: x + dx, y2: y + dy })) line.setAttribute(name, value);
      const end = document.createElementNS(SVG, "circle");
      for (const [name, value] of Object.entries({ cx: x, cy: y, r: 3 })) end.setAttribute(name, value);
      for (const part of [line, end]) part.setAttribute("class", `tr-tone-${pin.tone}`);
      return [line, end];
    }));
  }

  /** Looks closer at gathered pins, or lays them out where closer is not apart. */
  function open(pin) {
    const { map, gl } = view;
    focusOn = pin.members[0].id;
    const bounds = new gl.LngLatBounds();
    for (const { lon, lat } of pin.members) bounds.extend([lon, lat]);
    const [a, b] = [map.project(bounds.getNorthEast()), map.project(bounds.getSouthWest())];
    const apart = Math.hypot(a.x - b.x, a.y - b.y) * 2 ** (CLOSEST - map.getZoom());
    if (apart < REACH_FINGER) {
      opened = { ids: new Set(pin.members.map(({ id }) => id)), zoom: map.getZoom() };
      show();
      return;
    }
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const { center, zoom } = map.cameraForBounds(bounds, { padding: 72, maxZoom: CLOSEST });
    // At least so far that something comes apart.
    map.easeTo({ center, zoom: Math.max(zoom, map.getZoom() + 1), duration: calm ? 0 : 150 });
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
    open,
    remove() {
      for (const { marker } of markers.values()) marker.remove();
      markers.clear();
      view.map.off("move", tie);
      ties.remove();
    },
  };
}

/** The map's own buttons, which pins must not lie under. */
function controls(view) {
  const map = view.box.getBoundingClientRect();
  return [...view.box.querySelectorAll(".maplibregl-ctrl-group")].map((group) => {
    const { left, top, width, height } = group.getBoundingClientRect();
    return { x: left - map.left + width / 2, y: top - map.top + height / 2, width, height, still: true };
  });
}
