/** The same sentence through other models that are served, side by side. */

import { element } from "../panes.js";
import { nameWithin, say } from "../strings.js";
import { cells, clipped, Figure, label, lines, svg, widthOf } from "./drawing.js";

const WIDTH = 300; // of a column in the figure that is saved
const GAP = 28;
const LINE = 20;
const NAMES = 72; // the longest name of a row or column of a matrix
const LETTERS = 9; // the smallest cell that has its piece named

/** Models of the same languages in columns, each with its translation and its attention. */
export class Models extends Figure {
  constructor(choose) {
    super("models");
    this.choose = choose;
    this.items = new Map(); // by the model's name
    this.list = element("ul", "models");
    this.box.replaceWith(this.list);
    this.caption.remove();
  }

  /** Show models, and the translations in those of their answers that are known by now. */
  show(models, chosen, answers) {
    this.columns = models.map((model, place) => ({ model, inside: answers[place] }));
    const items = this.columns.map(({ model }) => this.#item(model));
    const before = [...this.list.children];
    if (items.length !== before.length || items.some(({ item }, place) => item !== before[place]))
      this.list.replaceChildren(...items.map(({ item }) => item));
    this.columns.forEach((column, place) => fill(items[place], column, chosen));
  }

  /** Save the columns as one figure, with their names and translations in it. */
  save() {
    const known = this.columns.filter(({ inside }) => inside);
    const texts = known.map(({ inside }) => lines(inside.found.target.text, WIDTH, 14));
    const top = LINE * (2 + Math.max(...texts.map((each) => each.length))) + 6;
    const parts = known.map((column, place) => titled(column, texts[place], top));
    const placed = parts.map(({ drawn }, place) =>
      svg("g", { transform: `translate(${GAP + place * (WIDTH + GAP)} ${GAP})` }, ...drawn),
    );
    const width = GAP + parts.length * (WIDTH + GAP);
    const height = 2 * GAP + Math.max(...parts.map((each) => each.height));
    this.drawing = drawing(width, height, placed, "modelsTitle");
    this.root.append(this.drawing); // where it takes its looks from the page
    super.save();
    this.drawing.remove();
  }

  /** Return the elements of a model, which stay: one that is replaced under the mouse is not clicked. */
  #item(model) {
    const known = this.items.get(model.name);
    if (known) return known;
    const made = {
      item: element("li"),
      open: element("button", "", model.name),
      about: element("span", "quiet"),
      text: element("p"),
      box: element("div", "drawing-box"),
    };
    made.open.type = "button";
    made.open.addEventListener("click", () => this.choose(model.name));
    made.text.lang = model.target;
    made.item.append(made.open, made.about, made.text, made.box);
    this.items.set(model.name, made);
    return made;
  }
}

/** Write into the elements of a model what is known of it. */
function fill({ item, open, about, text, box }, { model, inside }, chosen) {
  item.className = model.name === chosen ? "now" : "";
  open.setAttribute("aria-pressed", String(model.name === chosen));
  about.textContent = architecture(model);
  text.textContent = inside?.found.target.text ?? "…";
  const room = Math.max(200, box.clientWidth);
  const matrix = inside && attention(inside, room);
  const none = element("div", "quiet", inside ? say("noAttention") : "");
  box.replaceChildren(matrix ? drawing(room, matrix.height, matrix.drawn, "attentionTitle") : none);
}

function drawing(width, height, parts, title) {
  const looks = { class: "drawing", width, height, viewBox: `0 0 ${width} ${height}` };
  return svg("svg", { ...looks, role: "img", "aria-label": say(title) }, ...parts);
}

/** Return a model's column of the figure that is saved: its name, its translation, its attention. */
function titled({ model, inside }, translation, top) {
  const matrix = attention(inside, WIDTH);
  const drawn = [
    label(model.name, 0, LINE - 6, { class: "strong accent" }),
    label(architecture(model), 0, 2 * LINE - 6, { class: "small quiet-ink" }),
    ...translation.map((line, number) => label(line, 0, (number + 3) * LINE - 6)),
    svg("g", { transform: `translate(0 ${top})` }, ...(matrix?.drawn ?? [])),
  ];
  return { drawn, height: top + (matrix?.height ?? 0) };
}

/** Return how a translation attends to the sentence as a matrix; null where it attends to nothing. */
function attention(inside, room) {
  const layer = inside.layersOf("decoder.cross").at(-1);
  if (!layer) return null;
  const [rows, columns] = inside.sidesOf("decoder.cross");
  const names = [rows, columns].map((pieces) => 8 + Math.max(...pieces.map(widthOfName)));
  const isNamed = room - names[0] >= LETTERS * columns.length;
  const [left, head] = isNamed ? names : [1, 1];
  const cell = Math.min(22, (room - left - 1) / columns.length);
  const size = Math.min(12, cell);
  const [width, height] = [columns.length * cell, rows.length * cell];
  const name = (piece, attributes) =>
    label(clipped(piece, NAMES, size), 0, 0, { class: "quiet-ink", "font-size": size, ...attributes });
  const middle = (place) => (place + 0.5) * cell + 0.36 * size;
  const beside = rows.map((piece, place) =>
    name(piece, { x: left - 5, y: head + middle(place), "text-anchor": "end" }),
  );
  const above = columns.map((piece, place) =>
    name(piece, { transform: `translate(${left + middle(place)} ${head - 5}) rotate(-90)` }),
  );
  const matrix = svg(
    "g",
    { transform: `translate(${left} ${head})` },
    svg("rect", { width, height, class: "paper" }),
    cells(inside.matrix("decoder.cross", layer, 0), cell),
    svg("rect", { width, height, class: "frame" }),
  );
  return { drawn: [matrix, ...(isNamed ? [...beside, ...above] : [])], height: head + height + 2 };
}

const widthOfName = (piece) => Math.min(NAMES, widthOf(piece, 12));

/** Return the architecture of a model, and whether it is a small one, in words. */
const architecture = ({ architecture: name, translates }) =>
  translates ? say(name) : `${say(name)}, ${say("modelsSmall")}`;

/** Return the architecture and the languages of a model, in words. */
export function kind(model) {
  const languages = `${nameWithin(model.source)} → ${nameWithin(model.target)}`;
  return `${architecture(model)}, ${languages}`;
}
