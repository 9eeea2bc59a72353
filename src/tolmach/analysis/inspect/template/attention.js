// Who looks at whom: the sentence, all heads side by side, and one head as a matrix.

const kinds = Object.keys(KINDS).filter((kind) => layersOf(kind).length);
const state = {
  kind: kinds[0], layer: kinds.length ? layersOf(kinds[0]).at(-1) : 0, head: -1, unit: "words",
  side: kinds.length ? KINDS[kinds[0]].queries : "target", at: 0, locked: false, ...DATA.opening,
};
const sentence = new Frame("sentence", "The sentence and its translation");
const heads = new Frame("heads", "Every layer and head");
const matrix = new Frame("matrix", "One head as a matrix");

const sides = () => [KINDS[state.kind].queries, KINDS[state.kind].keys];
const units = (side) => unitsOf(side, state.unit).texts;
const active = (side) => sides().includes(side);

// What the chosen unit gives (as a query) or gets (as a key that alone is no query), by place.
function glance(head = state.head, layer = state.layer) {
  const found = matrixOf({ ...state, head, layer });
  const [queries, keys] = sides();
  const asked = state.side === queries;
  const count = asked ? found.columns : found.rows;
  const weights = Array.from({ length: count }, (_, place) =>
    asked ? found.at(state.at, place) : found.at(place, state.at));
  return { side: asked ? keys : queries, weights, asked };
}

function headName(layer = state.layer, head = state.head) {
  const whole = headsOf(state.kind, layer) === 1 ? "" : head < 0 ? ", mean of heads" : `, head ${head + 1}`;
  return `layer ${layer + 1}${whole}`;
}

function change(changes) {
  Object.assign(state, changes);
  if (!layersOf(state.kind).includes(state.layer)) state.layer = layersOf(state.kind).at(-1);
  const count = headsOf(state.kind, state.layer);
  state.head = count === 1 ? 0 : Math.min(state.head, count - 1);
  if (!active(state.side)) state.side = sides()[0];
  state.at = Math.min(state.at, units(state.side).length - 1);
  drawAttention();
}

function point(side, at, lock = false) {
  if (!active(side) || at < 0 || at >= units(side).length) return;
  if (lock) state.locked = !(state.locked && state.side === side && state.at === at);
  else if (state.locked) return;
  Object.assign(state, { side, at });
  light();
}

function drawBar() {
  const layers = layersOf(state.kind), count = headsOf(state.kind, state.layer);
  const numbers = (places) => places.map((place) => [place, `${place + 1}`]);
  const parts = [];
  if (kinds.length > 1) {
    const names = kinds.map((kind) => [kind, KINDS[kind].name]);
    parts.push(choice("Attention", names, state.kind, (kind) => change({ kind, layer: layersOf(kind).at(-1) })));
  }
  if (layers.length > 1) {
    parts.push(choice("Layer", numbers(layers), state.layer, (layer) => change({ layer })));
  }
  if (count > 1) {
    parts.push(choice("Head", [[-1, "mean"], ...numbers([...Array(count).keys()])], state.head, (head) => change({ head })));
  }
  const unit = [["words", "words"], ["pieces", "pieces"]];
  parts.push(choice("By", unit, state.unit, (value) => change({ unit: value, at: 0, locked: false })));
  refill("where", ...parts);
}

// The boxes of every word, by side; their fill says how much is looked there.
let boxes = {};

function drawSentence() {
  const left = sentence.room > 560 ? 92 : 0, line = 30, parts = [];
  let top = left ? 0 : 20;
  boxes = {};
  for (const side of ["source", "target"]) {
    const { places, height } = flowed(units(side), sentence.room - 2, { gap: 2, line, left });
    parts.push(label(side === "source" ? "source" : "translation", left ? 0 : 2, left ? top + 20 : top - 5,
      { fill: QUIET }));
    boxes[side] = units(side).map((text, at) => {
      const { x, y, width } = places[at];
      const box = svg("rect", { x: x + 1, y: top + y + 1, width, height: line - 5, rx: 4 });
      const word = label(clipped(text, width - 4, 16), x + 1 + width / 2, top + y + 19, {
        "font-size": 16, "text-anchor": "middle",
      });
      const group = svg("g", { "data-side": side, "data-at": at, style: "cursor: pointer" }, box, word);
      group.addEventListener("pointerenter", () => point(side, at));
      group.addEventListener("click", () => point(side, at, true));
      parts.push(group);
      return { box, word };
    });
    top += height + (left ? 14 : 30);
  }
  const drawing = sentence.draw(sentence.room, top - (left ? 12 : 26), ...parts);
  drawing.addEventListener("keydown", onKey);
}

function onKey(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) {
    state.locked = false;
    point(state.side, state.at + step);
  } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    state.locked = false;
    point(event.key === "ArrowUp" ? "source" : "target", 0);
  } else if (event.key === "Enter" || event.key === " ") point(state.side, state.at, true);
  else if (event.key === "Escape") state.locked = false;
  else return;
  event.preventDefault();
}

function drawAttention() {
  drawBar();
  drawSentence();
  drawHeads();
  drawMatrix();
  light();
}

// Show where the chosen word looks, everywhere, without drawing anything anew.
function light() {
  const { side, weights, asked } = glance();
  for (const [name, list] of Object.entries(boxes)) {
    list.forEach(({ box, word }, at) => {
      const chosen = name === state.side && at === state.at;
      const weight = name === side ? weights[at] : 0;
      box.setAttribute("fill", shade(0.62 * weight));
      box.setAttribute("stroke", chosen ? COLOURS.vermilion : "none");
      box.setAttribute("stroke-width", state.locked ? 2.5 : 1.5);
      word.setAttribute("fill", !active(name) ? FAINT : weight > 0.55 ? "#ffffff" : INK);
    });
  }
  const best = weights.map((weight, at) => [weight, units(side)[at]])
    .sort((one, other) => other[0] - one[0]).slice(0, 4).filter(([weight]) => weight >= 0.02)
    .map(([weight, text]) => `${text} ${percent(weight)}`).join(", ");
  const word = units(state.side)[state.at];
  sentence.caption.replaceChildren(html("b", {}, word), asked ? " looks at " : " is looked at by ",
    best || "nothing much", `; ${headName()}.`,
    state.locked ? " Held: click it again to let go." : " Click a word to hold it.");
  lightHeads();
  lightMatrix();
}
