// What only a browser can do, for the components of core/ui: registers `window.truckroll`.
//
// Load it as a module before the app's own module. Rust calls these functions by name through
// `core/ui/src/bridge.rs`; no text is ever evaluated, so `script-src 'self'` is enough.
// Everything takes ids of elements and plain strings and numbers; a missing element is no error.

import * as map from "./map.js";
import * as pull from "./pull.js";
import * as signature from "./signature.js";

const focusBefore = new Map();

function element(id) {
  return document.getElementById(id);
}

// Scrolls the row around a tab sideways, and nothing else, until the tab is seen.
function seen(tab) {
  const strip = tab.parentElement;
  const inner = tab.getBoundingClientRect();
  const outer = strip.getBoundingClientRect();
  if (inner.left < outer.left) strip.scrollLeft -= outer.left - inner.left;
  else if (inner.right > outer.right) strip.scrollLeft += inner.right - outer.right;
}

// A row that becomes narrower shows its chosen tab again.
const strips = new ResizeObserver((rows) => {
  for (const { target } of rows) {
    const chosen = target.querySelector('[aria-selected="true"]');
    if (chosen) seen(chosen);
  }
});

window.truckroll = {
  pageAttribute(name, value) {
    if (value === "") document.documentElement.removeAttribute(name);
    else document.documentElement.setAttribute(name, value);
  },

  dialogShow(id) {
    const dialog = element(id);
    if (!dialog || dialog.open) return;
    focusBefore.set(id, document.activeElement);
    dialog.showModal();
    // Whoever chooses no file cancels the choice, which a field tells upwards, and not the dialog around it.
    dialog.querySelector(".tr-dialog-body")?.addEventListener("cancel", (event) => event.stopPropagation());
    dialog.addEventListener("click", (event) => {
      // A click on the backdrop has the dialog itself as target and lies outside its box.
      if (event.target !== dialog) return;
      const box = dialog.getBoundingClientRect();
      const inside =
        event.clientX >= box.left && event.clientX <= box.right &&
        event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
    });
  },

  dialogLeave(id) {
    const before = focusBefore.get(id);
    focusBefore.delete(id);
    // The element is removed after this call; focus can move only then.
    queueMicrotask(() => setTimeout(() => before?.isConnected && before.focus?.(), 0));
  },

  focus(id) {
    element(id)?.focus();
  },

  scrollToBand(id, top, height) {
    const box = element(id);
    if (!box) return;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + height > box.scrollTop + box.clientHeight) {
      box.scrollTop = top + height - box.clientHeight;
    }
  },

  showInStrip(id) {
    const one = element(id);
    if (!one?.parentElement) return;
    seen(one);
    strips.observe(one.parentElement);
  },

  signatureOpen: signature.open,
  signatureClose: signature.close,
  signatureClear: signature.clear,
  signatureWrite: signature.write,
  signaturePng: signature.png,

  pullOpen: pull.open,
  pullClose: pull.close,

  mapOpen: map.open,
  mapShow: map.show,
  mapClose: map.close,
};
