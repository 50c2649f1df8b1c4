// Which pins of a map stand alone, which are gathered under one mark, and where each mark is drawn so that
// none lies on another. Pure: it takes points in pixels and gives marks in pixels.
//
// `gather` puts pins of one form (people, places) that are closer than `reach` under one mark; a pin that is
// `single` is never gathered. `spread` then moves marks aside as little as needed, the `still` ones never, so
// that every mark can be seen and pressed (WCAG 2.2, 2.5.8); a mark's `dx` and `dy` lead from its place to where
// it is drawn. The same pins at the same zoom give the same marks, wherever the map is panned to.

/** Tones from the one that asks for the eye first. */
const WORST = ["alert", "new", "paused", "accepted", "on-the-way", "arrived", "done", "neutral"];

const ROUNDS = 160;
const GAP = 2;

/** The tone that asks for the eye first. */
export function worst(tones) {
  const rank = (tone) => {
    const at = WORST.indexOf(tone);
    return at < 0 ? WORST.length : at;
  };
  return tones.reduce((best, tone) => (rank(tone) < rank(best) ? tone : best), tones[0]);
}

/**
 * Marks of points `{ id, x, y, form, single }`: each `{ key, members, x, y }` with the points it stands for, in the
 * order of their first point.
 */
export function gather(points, reach) {
  const marks = [];
  const cells = new Map();
  const cell = (form, x, y) => `${form} ${x} ${y}`;
  for (const point of points) {
    if (point.single) {
      marks.push({ key: point.id, members: [point], x: point.x, y: point.y });
      continue;
    }
    const [column, row] = [Math.floor(point.x / reach), Math.floor(point.y / reach)];
    let nearest = null;
    let least = reach;
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const mark of cells.get(cell(point.form, column + dx, row + dy)) ?? []) {
          const [first] = mark.members;
          const far = Math.hypot(first.x - point.x, first.y - point.y);
          if (far < least) {
            least = far;
            nearest = mark;
          }
        }
      }
    }
    if (nearest) {
      nearest.members.push(point);
      continue;
    }
    const mark = { key: point.id, members: [point], x: point.x, y: point.y };
    marks.push(mark);
    const here = cell(point.form, column, row);
    if (cells.has(here)) cells.get(here).push(mark);
    else cells.set(here, [mark]);
  }
  for (const mark of marks) {
    const count = mark.members.length;
    if (count === 1) continue;
    mark.key = `gathered ${mark.key}`;
    mark.x = mark.members.reduce((sum, point) => sum + point.x, 0) / count;
    mark.y = mark.members.reduce((sum, point) => sum + point.y, 0) / count;
  }
  return marks;
}

/**
 * Gives each box `{ x, y, width, height, still }` (its middle and size) the shift `dx`, `dy` at which none lies on
 * another. A `still` box stays; the others give way along the shorter side.
 */
export function spread(boxes) {
  for (const box of boxes) box.dx = box.dy = 0;
  const order = boxes.map((_, index) => index);
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = false;
    order.sort((a, b) => boxes[a].x + boxes[a].dx - boxes[b].x - boxes[b].dx || a - b);
    for (let i = 0; i < order.length; i += 1) {
      const a = boxes[order[i]];
      for (let j = i + 1; j < order.length; j += 1) {
        const b = boxes[order[j]];
        const x = b.x + b.dx - a.x - a.dx;
        const wide = (a.width + b.width) / 2 + GAP;
        // Sorted by x when the round began: a wide margin covers what moved since.
        if (x > 2 * wide) break;
        const y = b.y + b.dy - a.y - a.dy;
        const overX = wide - Math.abs(x);
        const overY = (a.height + b.height) / 2 + GAP - Math.abs(y);
        if (overX <= 0.01 || overY <= 0.01 || (a.still && b.still)) continue;
        moved = true;
        const share = a.still ? 0 : b.still ? 1 : 0.5;
        if (overX <= overY) {
          const way = x < 0 ? -overX : overX;
          a.dx -= way * share;
          b.dx += way * (1 - share);
        } else {
          const way = y < 0 ? -overY : overY;
          a.dy -= way * share;
          b.dy += way * (1 - share);
        }
      }
    }
    if (!moved) break;
  }
  return boxes;
}
