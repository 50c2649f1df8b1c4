// Where the map's program and outline are. Their address changes with their content, so the build writes it into the
// page, in the JSON element `#assets`.

const addresses = JSON.parse(document.getElementById("assets")?.textContent || "{}");

/** The folder of MapLibre, the reader of PMTiles and the outline, with a slash at its end. */
export const MAP = `${addresses.map ?? "/shared/map"}/`;
