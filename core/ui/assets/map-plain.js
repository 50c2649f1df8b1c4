// The map as a list of buttons, for browsers that cannot draw one: same names, same events.

import { dress, pinElement } from "./map-pins.js";

export function plainList(view) {
  const box = document.createElement("div");
  box.className = "tr-map-plain";
  const remark = document.createElement("p");
  remark.textContent = view.setting.words.plain;
  const list = document.createElement("ul");
  box.append(remark, list);
  view.box.replaceChildren(box);
  const pinOf = (id) => view.scene.pins.find((pin) => pin.id === id);
  return {
    show() {
      list.replaceChildren(...view.scene.pins.slice(0, 500).map((pin) => {
        const item = document.createElement("li");
        const mark = pinElement(view, pinOf);
        dress(mark, pin, pin.id === view.scene.selected);
        const words = document.createElement("span");
        words.textContent = pin.label;
        words.setAttribute("aria-hidden", "true");
        item.append(mark, words);
        return item;
      }));
    },
    remove() {
      box.remove();
    },
  };
}
