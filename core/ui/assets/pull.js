// Pulling a list down with a finger, for the PullToSync component of core/ui.
//
// `open(id, hear)` watches the element; a pull that starts at the very top of the page and goes far enough says "pulled".
// How far it has come stands in the element: `data-pull` is "pull", then "go"; `--tr-pull` is the height in pixels, which
// the style sheet leaves alone where people want less motion. The keyboard and screen readers have a button instead.

const FAR = 72;
const MOST = 104;
const SLOP = 8;
const areas = new Map();

export function open(id, hear) {
  close(id);
  const box = document.getElementById(id);
  if (!box) return;
  const stop = new AbortController();
  areas.set(id, stop);
  let from = null;
  let pulled = 0;

  const rest = () => {
    from = null;
    pulled = 0;
    delete box.dataset.pull;
    box.style.removeProperty("--tr-pull");
  };
  const start = (event) => {
    rest();
    if (event.touches.length !== 1 || !atTop() || hasOwnGestures(event.target)) return;
    const { clientX, clientY } = event.touches[0];
    from = { x: clientX, y: clientY };
  };
  const move = (event) => {
    if (!from) return;
    const { clientX, clientY } = event.touches[0];
    const [across, down] = [clientX - from.x, clientY - from.y];
    if (pulled === 0) {
      // Sideways and upwards are other gestures; they are not taken back into this one.
      if (down < -SLOP || Math.abs(across) > Math.max(SLOP, down)) return void (from = null);
      if (down <= SLOP) return;
    }
    if (event.cancelable) event.preventDefault();
    // The farther, the heavier.
    pulled = Math.min(MOST, Math.max(1, (down - SLOP) * 0.6));
    box.dataset.pull = pulled >= FAR ? "go" : "pull";
    box.style.setProperty("--tr-pull", `${Math.round(pulled)}px`);
  };
  const end = () => {
    const go = pulled >= FAR;
    rest();
    if (go) hear("pulled");
  };
  const { signal } = stop;
  box.addEventListener("touchstart", start, { passive: true, signal });
  box.addEventListener("touchmove", move, { passive: false, signal });
  box.addEventListener("touchend", end, { passive: true, signal });
  box.addEventListener("touchcancel", rest, { passive: true, signal });
}

export function close(id) {
  areas.get(id)?.abort();
  areas.delete(id);
}

function atTop() {
  return (document.scrollingElement?.scrollTop ?? 0) <= 0;
}

/** Maps, drawings and what scrolls by itself keep their own gestures. */
function hasOwnGestures(target) {
  if (target.closest(".tr-map, canvas, dialog, textarea, select, input[type=range]")) return true;
  for (let at = target; at && at !== document.body; at = at.parentElement) {
    if (at.scrollTop > 0) return true;
  }
  return false;
}
