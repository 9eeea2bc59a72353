/** The search: the tree of the beam, and what greedy search, beam search and chance come to. */

import { element } from "../panes.js";
import { say } from "../strings.js";
import { clipped, Figure, label, number, percent, spelled, svg, widthOf } from "./drawing.js";

const LINE = 26;
const MOST_DROPPED = 3;
const stands = (one) => one.fate === "kept" || one.fate === "finished";

/** A column a step: what was kept above, the best of what was dropped below. */
export class Tree extends Figure {
  constructor(goTo) {
    super("tree");
    this.goTo = goTo;
    this.picked = null;
    this.table = element("div", "table-box");
    this.root.append(this.table);
    this.box.addEventListener("keydown", (event) => this.#walk(event));
  }

  show(inside, state, drawn) {
    this.steps = inside.found.search.steps;
    this.step = Math.min(state.step, this.steps.length - 1);
    const marks = this.#marks(inside.found.search.found[0]);
    const columns = this.steps.map((step) => {
      const above = step.filter(stands);
      const below = step.filter((one) => !stands(one)).slice(0, MOST_DROPPED);
      return { above, below, width: Math.min(110, Math.max(...[...above, ...below].map((one) => widthOf(one.piece)))) };
    });
    const lower = 26 + LINE * Math.max(...columns.map(({ above }) => above.length)) + 10;
    const below = Math.max(0, ...columns.map((column) => column.below.length));
    const height = lower + below * LINE + 4;
    this.spots = new Map();
    let x = 78;
    const starts = columns.map(({ above, below: others, width }, step) => {
      above.forEach((one, row) => this.spots.set(one, { x, y: 26 + row * LINE, width, step }));
      others.forEach((one, row) => this.spots.set(one, { x, y: lower + row * LINE, width, step }));
      x += width + 46;
      return x - width - 46;
    });
    const band = svg("rect", { x: starts[this.step] - 9, y: 0, width: columns[this.step].width + 18, height, rx: 6, class: "band" });
    const numbers = starts.map((start, step) => label(`${1 + step}`, start, 15, { class: `small ${step === this.step ? "strong" : "quiet-ink"}` }));
    const links = [...this.spots].map(([one, spot]) => this.#link(one, spot, marks)).sort((one, other) => order(one) - order(other));
    const nodes = [...this.spots].map(([one, spot]) => this.#node(one, spot, marks));
    const sides = [label(say("kept"), 0, 44, { class: "small quiet-ink" }), below ? label(say("dropped"), 0, lower + 18, { class: "small quiet-ink" }) : null];
    this.draw(x, height, band, ...numbers, ...links.filter(Boolean), ...nodes, ...sides);
    const seen = this.box;
    seen.scrollLeft = Math.max(0, starts[this.step] - seen.clientWidth / 2);
    seen.tabIndex = 0;
    this.#pick(this.steps[this.step].find((one) => marks.get(one) === "answer") ?? this.steps[this.step][0]);
    this.#showResults(inside, drawn);
  }

  /** Return what leads to the answer, and what to other finished translations. */
  #marks(answer) {
    const whole = [...answer.pieces, ...(answer.finished ? ["</s>"] : [])].join("\u0000");
    const marks = new Map();
    this.steps.forEach((step, at) => step.forEach((one) => {
      if (one.fate !== "finished" && (answer.finished || one.fate !== "kept" || at !== answer.pieces.length - 1)) return;
      const best = this.#pieces(at, one).join("\u0000") === whole;
      for (let [place, each] = [at, one]; each; each = this.#parent(place, each), place--) {
        if (best || !marks.has(each)) marks.set(each, best ? "answer" : "finished");
      }
    }));
    return marks;
  }

  #parent(step, one) {
    return step ? this.steps[step - 1].find((before) => before.slot === one.parent) : null;
  }

  #pieces(step, one) {
    const pieces = [];
    for (let [place, each] = [step, one]; each; each = this.#parent(place, each), place--) pieces.unshift(each.piece);
    return pieces;
  }

  #link(one, { x, y, step }, marks) {
    const parent = this.#parent(step, one);
    const from = this.spots.get(parent);
    if (!from) return null;
    const start = from.x + Math.min(from.width, widthOf(parent.piece)) + 7;
    const middle = (start + x - 7) / 2;
    return svg("path", {
      d: `M${start} ${from.y + 13}C${middle} ${from.y + 13} ${middle} ${y + 13} ${x - 7} ${y + 13}`,
      class: `link ${marks.get(one) ?? (stands(one) ? "live" : "lost")}`,
    });
  }

  #node(one, { x, y, width, step }, marks) {
    const mark = marks.get(one);
    const node = svg("g", { class: "plain node" },
      svg("rect", { x: x - 6, y: y + 1, width: width + 12, height: LINE - 2, rx: 5, class: "hit" }),
      label(clipped(one.piece, 110), x, y + 18, { class: mark === "answer" ? "strong accent" : stands(one) ? "" : "quiet-ink" }),
      one.fate === "finished" ? svg("circle", { cx: x + Math.min(width, widthOf(one.piece)) + 9, cy: y + 13, r: 3.5, class: mark === "answer" ? "said" : "dot" }) : null);
    node.addEventListener("click", () => this.#choose(one, step));
    node.addEventListener("pointerenter", () => this.#pick(one));
    return node;
  }

  #choose(one, step) {
    this.goTo(step);
    this.#pick(one);
  }

  /** Say what became of one hypothesis. */
  #pick(one) {
    const spot = this.spots.get(one);
    if (!spot) return;
    this.picked = one;
    this.drawing.querySelector(".picked")?.remove();
    this.drawing.append(svg("rect", { x: spot.x - 7, y: spot.y, width: spot.width + 14, height: LINE, rx: 6, class: "picked" }));
    const text = spelled(this.#pieces(spot.step, one));
    const fate = say(`fate_${one.fate.replace(" ", "_")}`);
    this.caption.textContent = say("treeCaption", text, fate, percent(Math.exp(one.log_probability)), number(one.total), number(one.score));
  }

  /** Left to the parent, right to the best child, up and down within a step. */
  #walk(event) {
    const { step } = this.spots.get(this.picked) ?? {};
    if (step === undefined) return;
    const all = [...this.spots.keys()];
    const column = all.filter((one) => this.spots.get(one).step === step);
    const at = column.indexOf(this.picked);
    const to = {
      ArrowLeft: () => this.#parent(step, this.picked),
      ArrowRight: () => all.find((one) => this.spots.get(one).step === step + 1 && this.#parent(step + 1, one) === this.picked),
      ArrowUp: () => column[at - 1],
      ArrowDown: () => column[at + 1],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    const found = to();
    if (!found) return;
    this.#pick(found);
    const { x } = this.spots.get(found);
    this.box.scrollLeft = Math.max(0, x - this.box.clientWidth / 2);
  }

  /** List the translations of beam search, of greedy search, and those that were drawn. */
  #showResults(inside, drawn) {
    const { search, greedy } = inside.found;
    const rows = [[say("beamSearch", search.beam), { ...search.found[0], log_probability: total(this.steps, search.found[0], this) }], [say("greedySearch"), greedy]];
    (drawn ?? []).forEach((one, place) => rows.push([say("drawn", place + 1), one]));
    const table = element("table");
    const head = element("tr");
    head.append(...["method", "translation", "logProbability", "score"].map((name) => element("th", name === "translation" ? "" : "number", say(name))));
    head.firstChild.className = "";
    head.querySelectorAll("th").forEach((each) => { each.scope = "col"; });
    const body = rows.map(([name, one]) => {
      const row = element("tr");
      const heading = element("th", "", name);
      heading.scope = "row";
      const text = element("td", "", one.text);
      text.lang = inside.found.languages[1];
      row.append(heading, text, element("td", "number", one.log_probability === null ? "" : number(one.log_probability)), element("td", "number", number(one.score)));
      return row;
    });
    const [top, rest] = [element("thead"), element("tbody")];
    top.append(head);
    rest.append(...body);
    table.append(top, rest);
    this.table.replaceChildren(table);
  }
}

/** Return the log-probability of a translation that the search found, if its end is in the tree. */
function total(steps, found, tree) {
  const end = steps[found.pieces.length]?.find((one) => one.fate === "finished" && Math.abs(one.score - found.score) < 1e-3);
  return end && tree ? end.total : null;
}

const order = (link) => (link === null ? 0 : ["lost", "live", "finished", "answer"].findIndex((name) => link.classList.contains(name)));
