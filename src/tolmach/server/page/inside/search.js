/** The search: the tree of the beam, and the translations that it and others come to. */

import { element } from "../panes.js";
import { say } from "../strings.js";
import { clipped, Figure, label, number, percent, spelled, svg, widthOf } from "./drawing.js";
import { results } from "./results.js";

const LINE = 26;
const MOST_DROPPED = 3;
const ORDER = ["lost", "live", "finished", "answer"];
const stands = (one) => one.fate === "kept" || one.fate === "finished";

/** A column a step: what was kept above, the best of what was dropped below. */
export class Tree extends Figure {
  constructor(goTo) {
    super("tree");
    this.goTo = goTo;
    this.picked = null;
    this.table = element("div", "table-box");
    this.table.tabIndex = 0; // a narrow window scrolls it
    this.root.append(this.table);
    this.box.addEventListener("keydown", (event) => this.#walk(event));
  }

  show(inside, state, drawn) {
    const step = Math.min(state.step, inside.found.search.steps.length - 1);
    const moved = step !== this.step || this.steps !== inside.found.search.steps;
    Object.assign(this, { step, steps: inside.found.search.steps });
    const marks = this.#marks(inside.found.search.found[0]);
    this.#drawTree(this.#place(), marks);
    if (moved) {
      this.#scrollTo(this.starts[step]);
      this.picked = this.steps[step].find((one) => marks.get(one) === "answer") ?? this.steps[step][0];
    }
    this.#pick(this.picked);
    this.table.replaceChildren(results(inside.found, drawn ?? []));
  }

  /** Place every hypothesis that is drawn; return the measures of the whole. */
  #place() {
    const columns = this.steps.map((step) => {
      const above = step.filter(stands);
      const below = step.filter((one) => !stands(one)).slice(0, MOST_DROPPED);
      const widths = [...above, ...below].map((one) => widthOf(one.piece));
      return { above, below, width: Math.min(110, Math.max(...widths)) };
    });
    const lower = 36 + LINE * Math.max(...columns.map(({ above }) => above.length));
    const dropped = Math.max(0, ...columns.map(({ below }) => below.length));
    this.spots = new Map();
    this.starts = [];
    let x = 78;
    columns.forEach(({ above, below, width }, step) => {
      above.forEach((one, row) => this.spots.set(one, { x, y: 26 + row * LINE, width, step }));
      below.forEach((one, row) => this.spots.set(one, { x, y: lower + row * LINE, width, step }));
      this.starts.push(x);
      x += width + 46;
    });
    return { width: x, height: lower + dropped * LINE + 4, lower, dropped, column: columns[this.step].width };
  }

  #drawTree({ width, height, lower, dropped, column }, marks) {
    const start = this.starts[this.step] - 9;
    const band = svg("rect", { x: start, y: 0, width: column + 18, height, rx: 6, class: "band" });
    const numbers = this.starts.map((x, step) =>
      label(`${1 + step}`, x, 15, { class: `small ${step === this.step ? "strong" : "quiet-ink"}` }),
    );
    const links = [...this.spots].map(([one, spot]) => this.#link(one, spot, marks)).filter(Boolean);
    links.sort((one, other) => order(one) - order(other));
    const nodes = [...this.spots].map(([one, spot]) => this.#node(one, spot, marks));
    const sides = [
      label(say("kept"), 0, 44, { class: "small quiet-ink" }),
      dropped ? label(say("dropped"), 0, lower + 18, { class: "small quiet-ink" }) : null,
    ];
    this.draw(width, height, band, ...numbers, ...links, ...nodes, ...sides);
    this.box.tabIndex = 0; // for the arrow keys
  }

  #scrollTo(x) {
    this.box.scrollLeft = Math.max(0, x - this.box.clientWidth / 2);
  }

  /** Return what leads to the answer, and what to other finished translations. */
  #marks(answer) {
    const whole = [...answer.pieces, ...(answer.finished ? ["</s>"] : [])].join("\u0000");
    const marks = new Map();
    this.steps.forEach((step, at) =>
      step.forEach((one) => {
        if (
          one.fate !== "finished" &&
          (answer.finished || one.fate !== "kept" || at !== answer.pieces.length - 1)
        )
          return;
        const best = this.#pieces(at, one).join("\u0000") === whole;
        for (let [place, each] = [at, one]; each; each = this.#parent(place, each), place--) {
          if (best || !marks.has(each)) marks.set(each, best ? "answer" : "finished");
        }
      }),
    );
    return marks;
  }

  #parent(step, one) {
    return step ? this.steps[step - 1].find((before) => before.slot === one.parent) : null;
  }

  #pieces(step, one) {
    const pieces = [];
    for (let [place, each] = [step, one]; each; each = this.#parent(place, each), place--)
      pieces.unshift(each.piece);
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
    const node = svg(
      "g",
      { class: "plain node" },
      svg("rect", { x: x - 6, y: y + 1, width: width + 12, height: LINE - 2, rx: 5, class: "hit" }),
      label(clipped(one.piece, 110), x, y + 18, {
        class: mark === "answer" ? "strong accent" : stands(one) ? "" : "quiet-ink",
      }),
      one.fate === "finished"
        ? svg("circle", {
            cx: x + Math.min(width, widthOf(one.piece)) + 9,
            cy: y + 13,
            r: 3.5,
            class: mark === "answer" ? "said" : "dot",
          })
        : null,
    );
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
    this.drawing.append(
      svg("rect", { x: spot.x - 7, y: spot.y, width: spot.width + 14, height: LINE, rx: 6, class: "picked" }),
    );
    const text = spelled(this.#pieces(spot.step, one));
    const fate = say(`fate_${one.fate.replace(" ", "_")}`);
    this.caption.textContent = say(
      "treeCaption",
      text,
      fate,
      percent(Math.exp(one.log_probability)),
      number(one.total),
      number(one.score),
    );
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
      ArrowRight: () =>
        all.find(
          (one) => this.spots.get(one).step === step + 1 && this.#parent(step + 1, one) === this.picked,
        ),
      ArrowUp: () => column[at - 1],
      ArrowDown: () => column[at + 1],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    const found = to();
    if (!found) return;
    this.#pick(found);
    this.#scrollTo(this.spots.get(found).x);
  }
}

/** Return the place of a link in the order of drawing; the answer comes last. */
const order = (link) => ORDER.findIndex((name) => link.classList.contains(name));
