// The beam tree: each step's hypotheses, from which they came, and what became of them.

const tree = new Frame("tree", "The tree of the search");
const STEPS = DATA.search.steps;
const WHY = {
  kept: "kept",
  finished: "finished, set aside",
  outside: `dropped: ${DATA.search.beam} better ones filled the beam`,
  enough: `dropped: ${DATA.search.beam} translations were finished, so the search ended`,
  beaten: "dropped: a finished translation is better than anything this could become",
  "too long": "dropped: the guard’s limit of length",
  "too short": "forbidden: the guard lets no translation end yet",
  repeats: "forbidden: the guard allows no more repetitions",
  never: "forbidden: this piece is no text",
};
let dropped = "3", picked = null;

const stands = (one) => one.fate === "kept" || one.fate === "finished";
const parentOf = (step, one) => step ? STEPS[step - 1].find((before) => before.slot === one.parent) : null;

function beginning(step, one) {
  const pieces = [];
  for (; one; one = parentOf(step, one), step--) pieces.unshift(one.piece);
  return pieces;
}

// Mark what leads to a finished translation, and what to the answer.
function marked() {
  const answer = (DATA.search.found[0] ?? { pieces: [] });
  const whole = [...answer.pieces, ...(answer.finished ? ["</s>"] : [])].join("\u0000");
  const marks = new Map();
  STEPS.forEach((step, at) => step.forEach((one) => {
    const end = one.fate === "finished" || (!answer.finished && one.fate === "kept" && at === answer.pieces.length - 1);
    if (!end) return;
    const best = beginning(at, one).join("\u0000") === whole;
    for (let [place, each] = [at, one]; each; each = parentOf(place, each), place--) {
      if (best || !marks.has(each)) marks.set(each, best ? "answer" : "finished");
    }
  }));
  return marks;
}

const MARKS = marked();
const colourOf = (one) => ({ answer: COLOURS.blue, finished: INK })[MARKS.get(one)] ?? (stands(one) ? QUIET : "#9a9ea3");

function drawTree() {
  const limit = { none: 0, 3: 3, all: Infinity }[dropped];
  const columns = STEPS.map((step) => {
    const above = step.filter(stands), below = step.filter((one) => !stands(one)).slice(0, limit);
    const room = Math.max(...[...above, ...below].map((one) => widthOf(one.piece, 13)));
    return { above, below, width: Math.min(110, room) };
  });
  const line = 20, top = 24, tallest = Math.max(...columns.map(({ above }) => above.length));
  const spots = new Map(), links = [], parts = [];
  let x = 64;
  const lower = top + tallest * line + 8;
  columns.forEach(({ above, below, width }, at) => {
    parts.push(label(`${at + 1}`, x, 12, { "font-size": 11, fill: QUIET }));
    above.forEach((one, row) => spots.set(one, { x, y: top + row * line + 14, width, step: at }));
    below.forEach((one, row) => spots.set(one, { x, y: lower + row * line + 16, width, step: at }));
    x += width + 44;
  });
  for (const [one, { x: to, y, step }] of spots) {
    const from = spots.get(parentOf(step, one));
    if (from) links.push([one, curve(from.x + Math.min(from.width, widthOf(from.piece ?? parentOf(step, one).piece, 13)) + 5, from.y - 4, to - 5, y - 4)]);
    parts.push(node(one, spots.get(one)));
  }
  const order = (one) => ({ answer: 2, finished: 1 })[MARKS.get(one)] ?? 0;
  links.sort(([one], [other]) => order(one) - order(other));
  const drawn = links.map(([one, d]) => svg("path", { d, fill: "none", stroke: stands(one) ? colourOf(one) : RULE,
    "stroke-width": MARKS.get(one) === "answer" ? 2 : 1, ...(stands(one) ? {} : { "stroke-dasharray": "2 3" }) }));
  const most = Math.max(0, ...columns.map(({ below }) => below.length));
  parts.push(label("kept", 0, top + 14, { "font-size": 12, fill: QUIET }));
  if (most) parts.push(label("dropped", 0, lower + 16, { "font-size": 12, fill: QUIET }));
  const rule = svg("path", { d: `M0 ${lower - 2}h${x}`, stroke: RULE, "stroke-width": most ? 1 : 0 });
  const frame = tree.draw(Math.max(x, 200), lower + most * line + 10, rule, ...drawn, ...parts);
  frame.addEventListener("keydown", walk);
  tree.spots = spots;
  if (picked && spots.has(picked)) pick(picked);
}

function curve(x1, y1, x2, y2) {
  const middle = (x1 + x2) / 2;
  return `M${x1.toFixed(1)} ${y1}C${middle.toFixed(1)} ${y1} ${middle.toFixed(1)} ${y2} ${x2.toFixed(1)} ${y2}`;
}

function node(one, { x, y, width, step }) {
  const bold = MARKS.get(one) === "answer" ? 600 : 400;
  const group = svg("g", { style: "cursor: pointer", "data-step": step, "data-fate": one.fate },
    svg("rect", { x: x - 4, y: y - 14, width: width + 8, height: 19, rx: 4, fill: "#ffffff", "fill-opacity": 0 }),
    label(clipped(one.piece, 110, 13), x, y, { fill: colourOf(one), "font-weight": bold }));
  if (one.fate === "finished") {
    group.append(svg("circle", { cx: x + widthOf(one.piece, 13, bold) + 8, cy: y - 4, r: 3, fill: colourOf(one) }));
  }
  group.addEventListener("pointerenter", () => pick(one));
  group.addEventListener("click", () => { pick(one); table(tree.spots.get(one).step); });
  return group;
}

function pick(one) {
  const { step, x, y, width } = tree.spots.get(one);
  picked = one;
  tree.drawing.querySelector("#picked")?.remove();
  tree.drawing.append(svg("rect", { id: "picked", x: x - 5, y: y - 15, width: width + 10, height: 21, rx: 4, fill: "none",
    stroke: COLOURS.vermilion, "stroke-width": 1.5, "pointer-events": "none" }));
  const text = beginning(step, one).join("").replaceAll("▁", " ").trim();
  tree.caption.replaceChildren(html("b", {}, text), `: ${WHY[one.fate]}. Piece ${finely(Math.exp(one.log_probability))}, ` +
    `log-probability ${one.total.toFixed(2)}, score ${one.score.toFixed(2)}.`);
}

// Left to the parent, right to the best child, up and down within the step.
function walk(event) {
  const move = { ArrowLeft: "parent", ArrowRight: "child", ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!move && event.key !== "Enter") return;
  event.preventDefault();
  const all = [...tree.spots.keys()];
  if (!tree.spots.has(picked)) return pick(all[0]);
  const { step } = tree.spots.get(picked), column = all.filter((one) => tree.spots.get(one).step === step);
  if (event.key === "Enter") return table(step);
  const to = move === "parent" ? parentOf(step, picked)
    : move === "child" ? all.find((one) => tree.spots.get(one).step === step + 1 && parentOf(step + 1, one) === picked)
    : column[column.indexOf(picked) + move];
  if (to && tree.spots.has(to)) pick(to);
}

// Every hypothesis that the search looked at in one step.
function table(step) {
  const rows = STEPS[step].map((one) => html("tr", { class: one.fate },
    html("td", {}, beginning(step, one).join("").replaceAll("▁", " ").trim()), html("td", {}, one.piece),
    ...[finely(Math.exp(one.log_probability)), one.total.toFixed(3), one.score.toFixed(3)].map((text) => html("td", { class: "number" }, text)),
    html("td", {}, WHY[one.fate])));
  const titles = ["hypothesis", "last piece", "its probability", "log-probability", "score", "what became of it"];
  const head = html("tr", {}, ...titles.map((text) => html("th", {}, text)));
  const whole = html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows));
  tree.figure.querySelector(".wide")?.remove();
  tree.figure.append(html("div", { class: "wide" }, whole));
}

function drawDropped() {
  const options = [["none", "none"], ["3", "the best 3"], ["all", "all"]];
  refill("dropped", choice("Show of those dropped", options, dropped, (value) => {
    dropped = value;
    drawDropped();
    drawTree();
  }));
}
