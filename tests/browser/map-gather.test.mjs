// How the map gathers close pins and moves marks apart: the arithmetic, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gather, spread, worst } from "../../core/ui/assets/map-gather.js";

const point = (id, x, y, more = {}) => ({ id, x, y, form: "place", ...more });
const ids = (marks) => marks.map((mark) => mark.members.map((one) => one.id).join("+"));

// A city: points in a disc that is dense in its middle. The same seed gives the same city.
function city(count, form, seed) {
  let state = seed;
  const chance = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return Array.from({ length: count }, (_, n) => {
    const [angle, far] = [chance() * 2 * Math.PI, chance() ** 2 * 300];
    return point(`${form}${n}`, 400 + Math.cos(angle) * far, 300 + Math.sin(angle) * far, { form });
  });
}

function overlaps(boxes) {
  const found = [];
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
    const x = Math.abs(a.x + a.dx - b.x - b.dx) < (a.width + b.width) / 2;
    const y = Math.abs(a.y + a.dy - b.y - b.dy) < (a.height + b.height) / 2;
    if (x && y) found.push([a, b]);
  }));
  return found;
}

test("close pins of one form are gathered, distant ones and other forms are not", () => {
  const marks = gather([point("a", 0, 0), point("b", 30, 0), point("c", 100, 0), point("p", 5, 0, { form: "person" })], 44);
  assert.deepEqual(ids(marks), ["a+b", "c", "p"]);
  assert.equal(marks[0].x, 15);
});

test("a pin that must be seen stands alone among the gathered", () => {
  const marks = gather([point("a", 0, 0), point("chosen", 1, 0, { single: true }), point("b", 2, 0)], 44);
  assert.deepEqual(ids(marks), ["a+b", "chosen"]);
});

test("the marks are the same wherever the map is panned to", () => {
  const home = city(60, "person", 7);
  const away = home.map((one) => ({ ...one, x: one.x - 1_234.5, y: one.y + 987.25 }));
  assert.deepEqual(ids(gather(away, 44)), ids(gather(home, 44)));
});

test("zoomed in far enough every pin stands alone", () => {
  const near = city(60, "person", 7).map((one) => ({ ...one, x: one.x * 4_096, y: one.y * 4_096 }));
  assert.equal(gather(near, 44).length, 60);
});

test("no mark lies on another in a city of 60 engineers and 40 customers", () => {
  const marks = gather([...city(40, "place", 3), ...city(60, "person", 11)], 44);
  const boxes = marks.map(({ x, y }, n) => ({ x, y, width: 36, height: 36, still: n === 0 }));
  assert.deepEqual(overlaps(spread(boxes)), []);
  assert.deepEqual([boxes[0].dx, boxes[0].dy], [0, 0], "the chosen one stays where it is");
  const farthest = Math.max(...boxes.map((box) => Math.hypot(box.dx, box.dy)));
  assert.ok(farthest < 80, `moved by ${farthest} px`);
});

test("marks on the very same place are drawn beside each other", () => {
  const boxes = spread([1, 2, 3].map(() => ({ x: 10, y: 10, width: 36, height: 36 })));
  assert.deepEqual(overlaps(boxes), []);
});

test("a gathered mark shows the state that asks for the eye first", () => {
  assert.equal(worst(["done", "arrived", "alert", "new"]), "alert");
  assert.equal(worst(["neutral", "done"]), "done");
});
