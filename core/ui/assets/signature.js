// Signature pads on canvases: strokes by pointer, or a written name; dark ink on white in every theme.

const INK = "#12171f";
const PAPER = "#ffffff";
const pads = new Map();

function wipe(canvas) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  return pen;
}

function point(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return {
    x: ((event.clientX - box.left) / box.width) * canvas.width,
    y: ((event.clientY - box.top) / box.height) * canvas.height,
    // A mouse reports 0.5 or 0: treat both as a steady hand.
    width: 3 + 3 * (event.pointerType === "pen" ? event.pressure || 0.5 : 0.5),
  };
}

/** Makes the canvas a pad; `hear` gets "drawn" after the first stroke and "empty" after a wipe. */
export function open(id, hear) {
  close(id);
  const canvas = document.getElementById(id);
  if (!canvas) return;
  const pen = wipe(canvas);
  const pad = { canvas, hear, drawn: false, written: false, stop: new AbortController() };
  let last = null;
  let middle = null;
  const options = { signal: pad.stop.signal };

  canvas.addEventListener("pointerdown", (event) => {
    if (pad.written || (event.pointerType === "mouse" && event.button !== 0)) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = point(canvas, event);
    middle = last;
    pen.fillStyle = INK;
    pen.beginPath();
    pen.arc(last.x, last.y, last.width / 2, 0, 7);
    pen.fill();
  }, options);

  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    event.preventDefault();
    for (const part of event.getCoalescedEvents?.() ?? [event]) {
      const next = point(canvas, part);
      const half = { x: (last.x + next.x) / 2, y: (last.y + next.y) / 2 };
      pen.strokeStyle = INK;
      pen.lineCap = "round";
      pen.lineWidth = next.width;
      pen.beginPath();
      pen.moveTo(middle.x, middle.y);
      pen.quadraticCurveTo(last.x, last.y, half.x, half.y);
      pen.stroke();
      middle = half;
      last = next;
    }
  }, options);

  const lift = () => {
    if (!last) return;
    last = null;
    if (!pad.drawn) {
      pad.drawn = true;
      pad.hear("drawn");
    }
  };
  canvas.addEventListener("pointerup", lift, options);
  canvas.addEventListener("pointercancel", lift, options);
  pads.set(id, pad);
}

export function close(id) {
  pads.get(id)?.stop.abort();
  pads.delete(id);
}

export function clear(id) {
  const pad = pads.get(id);
  if (!pad) return;
  wipe(pad.canvas);
  pad.drawn = false;
  pad.written = false;
  pad.hear("empty");
}

/** Writes a name in place of strokes, as large as fits; strokes are refused until `clear`. */
export function write(id, name) {
  const pad = pads.get(id);
  if (!pad) return;
  const { canvas } = pad;
  const pen = wipe(canvas);
  pad.drawn = false;
  pad.written = true;
  pen.fillStyle = INK;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  let size = canvas.height * 0.36;
  const face = () => `italic 500 ${size}px "Segoe Script", "Snell Roundhand", "Kaiti SC", KaiTi, cursive`;
  pen.font = face();
  while (size > 14 && pen.measureText(name).width > canvas.width * 0.9) {
    size *= 0.9;
    pen.font = face();
  }
  pen.fillText(name, canvas.width / 2, canvas.height / 2, canvas.width * 0.94);
}

/** The picture as PNG bytes. */
export async function png(id) {
  const pad = pads.get(id);
  if (!pad) throw new Error("no such pad");
  const blob = await new Promise((done) => pad.canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("no picture");
  return new Uint8Array(await blob.arrayBuffer());
}
