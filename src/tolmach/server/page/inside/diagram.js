/** Encoder and decoder as one diagram, whose every box opens in place to its formula and numbers. */

import { say } from "../strings.js";
import {
  button,
  chip,
  clipped,
  Figure,
  flowed,
  label,
  lines,
  number,
  percent,
  svg,
  widthOf,
} from "./drawing.js";
import { formula, symbol, written } from "./formulas.js";

const ROW = 46; // height of a row of boxes
const BOX = 32;
const GAP = 14; // between rows
const MOST_ROWS = 12; // of numbers at a time
const WIDE = 760; // from here on encoder and decoder stand side by side

/** The diagram; `askBox` asks for the numbers of a box, by its number. */
export class Diagram extends Figure {
  constructor(change, askBox) {
    super("diagram");
    this.change = change;
    this.askBox = askBox;
  }

  show(inside, state, numbers) {
    this.numbers = numbers; // of the box that is open, when they are known
    const room = this.room;
    const wide = room >= WIDE;
    const width = wide ? (room - 44) / 2 : room;
    const encoder = new Column(this, inside, state, width).filled("encoder");
    const decoder = new Column(this, inside, state, width).filled("decoder");
    const at = wide ? { x: width + 44, y: 0 } : { x: 0, y: encoder.y + 30 };
    const height = wide ? Math.max(encoder.y, decoder.y) : at.y + decoder.y;
    this.draw(
      room,
      height + 2,
      this.#flow(encoder, decoder, at, wide, width),
      svg("g", {}, ...encoder.parts),
      svg("g", { transform: `translate(${at.x} ${at.y})` }, ...decoder.parts),
    );
    this.caption.textContent = say("diagramCaption", inside.found.model, say(inside.found.architecture));
  }

  /** Draw the way from the encoder's end to every box of the decoder that reads it. */
  #flow(encoder, decoder, at, wide, width) {
    const end = encoder.end;
    if (!decoder.entries.length) return null;
    const paths = decoder.entries.map(({ x, y }) =>
      wide
        ? `M${width} ${end}h16V${at.y + y + BOX / 2}H${at.x}`
        : `M${width / 2} ${encoder.y + 2}V${at.y - 4}`,
    );
    const unique = [...new Set(paths)];
    return svg("g", { class: "flow" }, ...unique.map((d) => svg("path", { d })));
  }
}

/** One side of the diagram, drawn from the top down. */
class Column {
  constructor(diagram, inside, state, width) {
    Object.assign(this, { diagram, inside, state, width, y: 0, parts: [], entries: [], end: 0 });
  }

  filled(side) {
    this.side = side;
    this.parts.push(label(say(side), 0, 16, { class: "strong" }));
    this.y = 28;
    this.#pieces();
    const boxes = this.inside.found.boxes
      .map((box, place) => ({ ...box, place }))
      .filter((box) => box.side === side);
    rowsOf(boxes).forEach((row, place) => {
      if (place) this.#arrow();
      this.#row(row);
    });
    this.end = this.y - ROW / 2;
    if (side === "decoder") this.#next();
    return this;
  }

  /** Draw the pieces that this side reads: all of the source, or what is written so far. */
  #pieces() {
    const decoder = this.side === "decoder";
    const read = decoder ? ["<s>", ...this.inside.before(this.state.step)] : this.inside.source;
    const weights = decoder ? read.map(() => 0) : this.inside.sourceWeights(this.state.step);
    const { places, height } = flowed(read, this.width, { line: 34 });
    read.forEach((piece, place) =>
      this.parts.push(
        chip(piece, places[place], this.y, weights[place], decoder && place === read.length - 1),
      ),
    );
    this.y += height;
    this.#arrow();
  }

  #arrow() {
    const x = this.width / 2;
    this.parts.push(svg("path", { class: "arrow", d: `M${x} ${this.y}v${GAP - 4}m-4 -4 4 4 4 -4` }));
    this.y += GAP;
  }

  /** Draw the boxes of a layer beside each other, and below them the one that is open. */
  #row(row) {
    const gap = this.width < 420 ? 4 : 8;
    const layered = row[0].layer > 0;
    const left = layered ? 22 : 0;
    const weights = row.map((box) => (box.kind === "norm" && row.length > 1 ? 0.5 : 1));
    const unit =
      (this.width - left - 14 - gap * (row.length - 1)) / weights.reduce((sum, each) => sum + each, 0);
    const open = row.find((box) => box.place === this.state.box);
    const top = this.y;
    this.y += ROW;
    const opened = open ? this.#opened(open) : [];
    this.parts.push(
      svg("rect", {
        x: 0.5,
        y: top + 0.5,
        width: this.width - 1,
        height: this.y - top - 1,
        rx: 10,
        class: "frame",
      }),
    );
    if (layered)
      this.parts.push(
        label(`${row[0].layer}`, 11, top + 28, { class: "small quiet-ink", "text-anchor": "middle" }),
      );
    let x = left + 7;
    row.forEach((box, place) => {
      this.parts.push(this.#box(box, x, top + 7, unit * weights[place]));
      if (["cross_attention", "start", "vector"].includes(box.kind) && this.side === "decoder")
        this.entries.push({ x, y: top + 7 });
      x += unit * weights[place] + gap;
    });
    this.parts.push(...opened);
  }

  #box(box, x, y, width) {
    const open = box.place === this.state.box;
    const name = say(`box_${box.kind}`);
    const short = widthOf(name, 13) <= width - 8 ? name : say(`box_${box.kind}_short`);
    const size = [13, 12, 11].find((each) => widthOf(short, each) <= width - 4) ?? 10;
    const node = svg(
      "g",
      {},
      svg("rect", { x, y, width, height: BOX, rx: 7, class: `box ${box.kind}${open ? " open" : ""}` }),
      label(clipped(short, width - 2, size), x + width / 2, y + 21, {
        "text-anchor": "middle",
        "font-size": size,
        class: "box-name",
      }),
    );
    const full = box.layer ? `${name}, ${say("layer", box.layer)}` : name;
    button(node, `box-${box.place}`, `${say(this.side)}: ${full}`, () =>
      this.diagram.change({ box: open ? null : box.place }),
    );
    node.setAttribute("aria-expanded", String(open));
    return node;
  }

  /** Return what an open box shows: name, formula, numbers; the column grows by it. */
  #opened(box) {
    const parts = [];
    const left = 14;
    this.y += 8;
    const line = (node, height) => {
      parts.push(node);
      this.y += height;
    };
    line(label(say(`box_${box.kind}`), left, this.y + 12, { class: "strong" }), 24);
    for (const text of formula(box, this.inside.found.settings)) line(written(text, left, this.y + 12), 23);
    this.y += 2;
    if (box.site && this.inside.sites.has(box.site)) parts.push(...this.#weights(box, left));
    if (box.kind === "output") parts.push(...this.#chances(left));
    else parts.push(...this.#numbers(box, left));
    this.y += 10;
    return parts;
  }

  /** Return the attention of a box at this step, a bar for each piece, the mean of its heads. */
  #weights(box, left) {
    const kind = box.site.replace(/\.\d+$/u, "");
    const [, keys] = this.inside.sidesOf(kind);
    const row = this.inside.rowOf(kind, this.state);
    const { at } = this.inside.matrix(kind, Number(box.site.split(".").at(-1)), 0);
    const order = keys
      .map((piece, place) => [at(row, place), piece, place])
      .sort((one, other) => other[0] - one[0])
      .slice(0, 6);
    return order
      .filter(([weight]) => weight > 0.004)
      .map(([weight, piece]) => this.#bar(piece, weight, left, "α"));
  }

  #chances(left) {
    const rows = this.inside.chances(this.state.step, this.state.temperature).slice(0, 6);
    return rows.map(({ piece, chance }) => this.#bar(piece, chance, left, "p"));
  }

  #bar(piece, share, left, sign) {
    const wide = Math.min(200, this.width - left - 180);
    const y = this.y;
    this.y += 21;
    return svg(
      "g",
      {},
      label(clipped(piece, 96, 13), left, y + 14, { class: "small" }),
      svg("rect", {
        x: left + 104,
        y: y + 4,
        width: Math.max(1, wide * share),
        height: 12,
        rx: 2,
        class: "bar",
      }),
      label(`${sign} = ${percent(share)}`, left + 110 + wide * share, y + 14, { class: "small quiet-ink" }),
    );
  }

  /** Return the vectors of a box as strips, a row for a piece; that of this step is marked. */
  #numbers(box, left) {
    const found = this.diagram.numbers;
    if (!found) {
      this.diagram.askBox(box.place);
      this.y += 22;
      return [label(say("boxLoading"), left, this.y - 8, { class: "small quiet-ink" })];
    }
    const rows = found.rows;
    const names =
      rows.length === 1
        ? [""]
        : box.side === "encoder"
          ? this.inside.source
          : ["<s>", ...this.inside.target.slice(0, -1)];
    const at = Math.min(
      rows.length - 1,
      rows.length === 1 ? 0 : this.inside.rowOf(`${box.side}.self`, this.state),
    );
    const first = Math.max(0, Math.min(at - Math.floor(MOST_ROWS / 2), rows.length - MOST_ROWS));
    const seen = rows.slice(first, first + MOST_ROWS);
    const most = Math.max(1e-9, ...seen.flat().map(Math.abs));
    const start = left + (rows.length === 1 ? 0 : 84);
    const cell = Math.floor(((this.width - start - 14) / rows[0].length) * 10) / 10;
    const parts = [];
    seen.forEach((row, place) => {
      const y = this.y + place * 15;
      const chosen = first + place === at;
      parts.push(
        label(clipped(names[first + place] ?? "", 78, 12), start - 6, y + 12, {
          "text-anchor": "end",
          "font-size": 12,
          class: chosen ? "strong" : "quiet-ink",
        }),
      );
      parts.push(...strip(row, start, y + 1, cell, 13, most));
      if (chosen)
        parts.push(
          svg("rect", { x: start - 1, y, width: cell * row.length + 2, height: 15, class: "chosen" }),
        );
    });
    this.y += seen.length * 15 + 18;
    const some = rows[at]
      .slice(0, Math.max(3, Math.floor((this.width - 230) / 44)))
      .map((value) => number(value));
    parts.push(
      label(`${symbol(box, this.inside.found.settings)} = ${some.join("  ")} …`, left, this.y, {
        class: "small numbers",
      }),
    );
    this.y += 18;
    for (const text of lines(
      say("boxSize", rows[0].length, found.size, number(most)),
      this.width - left - 10,
    )) {
      parts.push(label(text, left, this.y, { class: "small quiet-ink" }));
      this.y += 16;
    }
    this.y -= 12;
    return parts;
  }

  /** Draw what the decoder says next. */
  #next() {
    this.#arrow();
    const { said, probability } = this.inside.found.next_pieces[this.state.step];
    const text = `${said}  ${percent(probability)}`;
    const width = widthOf(text, 17, 600) + 28;
    const x = (this.width - width) / 2;
    this.parts.push(svg("rect", { x, y: this.y, width, height: 36, rx: 9, class: "field chosen" }));
    this.parts.push(
      label(text, this.width / 2, this.y + 24, { "text-anchor": "middle", "font-size": 17, class: "strong" }),
    );
    this.y += 38;
  }
}

/** Return numbers as cells: one colour above zero, another below, the fuller the larger. */
function strip(row, x, y, width, height, most) {
  const paths = { above: Array(9).fill(""), below: Array(9).fill("") };
  row.forEach((value, place) => {
    const level = Math.round((8 * Math.abs(value)) / most);
    if (level)
      paths[value > 0 ? "above" : "below"][level] +=
        `M${(x + place * width).toFixed(1)} ${y}h${width}v${height}h-${width}z`;
  });
  return Object.entries(paths).flatMap(([name, levels]) =>
    levels
      .map((d, level) => (d ? svg("path", { d, class: name, "fill-opacity": (level / 8).toFixed(2) }) : null))
      .filter(Boolean),
  );
}

/** Return boxes in rows: those of a layer stand beside each other, all others alone. */
function rowsOf(boxes) {
  const rows = [];
  for (const box of boxes) {
    const last = rows.at(-1);
    if (last && box.layer && last[0].layer === box.layer) last.push(box);
    else if (last && !box.layer && !last[0].layer && last.length < 2) last.push(box);
    else rows.push([box]);
  }
  return rows;
}
