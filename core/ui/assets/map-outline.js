// The outline of land and borders that is always under the base map: TopoJSON or GeoJSON from our own server.

import { MAP } from "./addresses.js";
import { skin } from "./map-style.js";

const ADDRESS = `${MAP}outline.json`;
let loaded = null;

/** Adds the outline beneath every layer but the background; a failure leaves the plain ground. */
export async function outline(view) {
  loaded ??= fetch(ADDRESS)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`status ${answer.status}`))))
    .then(shapes)
    .catch((fault) => {
      loaded = null;
      throw fault;
    });
  let drawn;
  try {
    drawn = await loaded;
  } catch (fault) {
    console.warn("map: outline", fault);
    return;
  }
  const { map } = view;
  if (view.closed || !map.style || map.getSource("tr-outline")) return;
  const colours = skin(view.box);
  const first = map.getStyle().layers.find((layer) => layer.type !== "background")?.id;
  map.addSource("tr-outline", { type: "geojson", data: drawn, tolerance: 0.2 });
  map.addLayer({
    id: "tr-outline-land", type: "fill", source: "tr-outline",
    filter: ["match", ["geometry-type"], ["Polygon", "MultiPolygon"], true, false],
    paint: { "fill-color": colours.land },
  }, first);
  map.addLayer({
    id: "tr-outline-border", type: "line", source: "tr-outline",
    filter: ["match", ["geometry-type"], ["LineString", "MultiLineString"], true, false],
    paint: { "line-color": colours.border, "line-width": 1 },
  }, first);
}

/** Land as polygons and shared borders as lines, from a TopoJSON of countries; GeoJSON is taken as it is. */
function shapes(file) {
  if (file.type !== "Topology") return file;
  const arcs = decode(file);
  const objects = Object.values(file.objects);
  const countries = file.objects.countries ?? objects[0];
  const polygons = [];
  const seen = new Map();
  const ring = (list) => list.flatMap((index, n) => {
    const line = index < 0 ? [...arcs[~index]].reverse() : arcs[index];
    const arc = index < 0 ? ~index : index;
    seen.set(arc, (seen.get(arc) ?? 0) + 1);
    return n === 0 ? line : line.slice(1);
  });
  const take = (shape) => {
    if (shape.type === "GeometryCollection") shape.geometries.forEach(take);
    else if (shape.type === "Polygon") polygons.push(shape.arcs.map(ring));
    else if (shape.type === "MultiPolygon") for (const one of shape.arcs) polygons.push(one.map(ring));
  };
  take(countries);
  // An arc used by two countries is a border; one used once is a coast.
  const borders = [...seen].filter(([, uses]) => uses > 1).map(([arc]) => arcs[arc]);
  const feature = (type, coordinates) => ({ type: "Feature", properties: {}, geometry: { type, coordinates } });
  return {
    type: "FeatureCollection",
    features: [
      ...polygons.map((polygon) => feature("Polygon", polygon)),
      feature("MultiLineString", borders),
    ],
  };
}

/** Quantised, delta-coded arcs as degrees. */
function decode({ arcs, transform }) {
  const [sx, sy] = transform?.scale ?? [1, 1];
  const [tx, ty] = transform?.translate ?? [0, 0];
  return arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => {
      x = transform ? x + dx : dx;
      y = transform ? y + dy : dy;
      return [x * sx + tx, y * sy + ty];
    });
  });
}
