/** Who attends to whom: the pieces, and one head as a matrix. */

import { say } from "../strings.js";
import {
  cells,
  chip,
  choice,
  clipped,
  Figure,
  flowed,
  label,
  percent,
  refill,
  svg,
  widthOf,
} from "./drawing.js";

const NAMES = {
  "decoder.cross": "crossAttention",
  "encoder.self": "encoderAttention",
  "decoder.self": "decoderAttention",
};

/** The attention of one kind, layer and head in a step. */
export class Attention extends Figure {
  constructor(change, goTo) {
    super("attention");
    this.change = change;
    this.goTo = goTo;
  }

  show(inside, state) {
    const at = inside.attended(state);
    this.root.hidden = !at;
    if (!at) return;
    this.#fillControls(inside, at);
    const [queries, keys] = inside.sidesOf(at.kind);
    const matrix = inside.matrix(at.kind, at.layer, at.head);
    const row = inside.rowOf(at.kind, state);
    const weights = keys.map((_, place) => matrix.at(row, place));
    const drawn = this.#sentence({ queries, keys, weights, row, kind: at.kind });
    const shown = this.#matrix({ queries, keys, matrix, row, kind: at.kind, top: drawn.height + 18 });
    const beside = this.#ranking(keys, weights, shown.width + 40, drawn.height + 18);
    this.draw(Math.max(this.room, shown.width), shown.height, ...drawn.parts, ...shown.parts, ...beside);
    this.caption.textContent = say("attentionCaption", queries[row], best(keys, weights));
  }

  #fillControls(inside, at) {
    const kinds = inside.kinds.map((kind) => [kind, say(NAMES[kind])]);
    const layers = inside.layersOf(at.kind).map((layer) => [layer, `${layer}`]);
    const heads = [
      [0, say("meanOfHeads")],
      ...Array.from({ length: inside.headsOf(at.kind, at.layer) }, (_, head) => [1 + head, `${1 + head}`]),
    ];
    const controls = [
      choice(say("attentionKind"), kinds, at.kind, (kind) => this.change({ kind, layer: 0, head: 0 })),
    ];
    if (layers.length > 1)
      controls.push(
        choice(say("layerName"), layers, at.layer, (layer) => this.change({ layer: Number(layer), head: 0 })),
      );
    if (heads.length > 2)
      controls.push(choice(say("headName"), heads, at.head, (head) => this.change({ head: Number(head) })));
    refill(this.controls, ...controls);
  }

  /** Return both sides as fields; where each fits into a line, lines between them. */
  #sentence({ queries, keys, weights, row, kind }) {
    const room = this.room;
    const tight = { size: 15, line: 34, gap: 2, pad: 9 };
    const fits = (look) => [keys, queries].every((texts) => flowed(texts, room, look).height === look.line);
    const size = fits({ size: 15, line: 34 }) ? { size: 15, line: 34 } : tight;
    const single = fits(size);
    const upper = flowed(keys, room, size);
    const top = upper.height + (single ? 64 : 22);
    const lower = flowed(queries, room, size);
    const parts = [];
    if (single) {
      const from = lower.places[row];
      weights.forEach((weight, place) => {
        if (weight < 0.02) return;
        const to = upper.places[place];
        const [x1, x2] = [from.x + from.width / 2, to.x + to.width / 2];
        parts.push(
          svg("path", {
            class: "thread",
            d: `M${x1} ${top}C${x1} ${top - 34} ${x2} 62 ${x2} 31`,
            "stroke-width": (1 + 7 * weight).toFixed(1),
            "stroke-opacity": (0.25 + 0.75 * weight).toFixed(2),
          }),
        );
      });
    }
    keys.forEach((piece, place) => parts.push(chip(piece, upper.places[place], 0, weights[place], false)));
    queries.forEach((piece, place) => {
      const one = chip(piece, lower.places[place], top, 0, place === row);
      one.classList.add("plain");
      one.addEventListener("click", () =>
        kind === "encoder.self" ? this.change({ place }) : this.goTo(place),
      );
      parts.push(one);
    });
    return { parts, height: top + lower.height };
  }

  /** Return the keys that get most, as bars, where there is room beside the matrix. */
  #ranking(keys, weights, x, y) {
    const room = this.room - x;
    if (room < 280) return [];
    const bar = Math.min(260, room - 190);
    return ranked(keys, weights)
      .slice(0, 8)
      .map(([weight, piece], place) =>
        svg(
          "g",
          {},
          label(clipped(piece, 110), x + 110, y + 36 + place * 26, { "text-anchor": "end" }),
          svg("rect", {
            x: x + 122,
            y: y + 25 + place * 26,
            width: Math.max(1, bar * weight),
            height: 14,
            rx: 3,
            class: "said",
          }),
          label(percent(weight), x + 130 + bar * weight, y + 36 + place * 26, { class: "small quiet-ink" }),
        ),
      );
  }

  #matrix({ queries, keys, matrix, row, kind, top }) {
    const longest = (texts) => Math.min(96, Math.max(...texts.map((text) => widthOf(text, 12))));
    const left = longest(queries) + 10;
    const head = longest(keys) + 10;
    const cell = Math.floor(Math.max(10, Math.min(26, (this.room - left - 4) / keys.length)));
    const line = queries.length > 24 ? Math.max(6, Math.min(cell, Math.round(560 / queries.length))) : cell;
    const [size, small] = [Math.min(12, cell), Math.min(12, line + 2)];
    const every = Math.ceil(9 / line); // names where lines are lower than letters
    const [width, height] = [keys.length * cell, queries.length * line];
    const grid = svg(
      "g",
      { transform: `translate(${left} ${top + head})`, class: "plain" },
      svg("rect", { width, height, class: "paper" }),
      cells(matrix, cell, line),
      svg("rect", { width, height, class: "frame" }),
      svg("rect", { y: row * line, width, height: line, class: "chosen" }),
    );
    grid.addEventListener("click", (event) => {
      const box = grid.firstChild.getBoundingClientRect();
      const place = Math.min(
        queries.length - 1,
        Math.floor(((event.clientY - box.top) / box.height) * queries.length),
      );
      if (kind === "encoder.self") this.change({ place });
      else this.goTo(place);
    });
    const named = (place) => place === row || (place % every === 0 && Math.abs(place - row) >= every);
    const beside = queries.map((text, place) =>
      named(place)
        ? label(clipped(text, 96, small), left - 6, top + head + (place + 0.5) * line + small * 0.36, {
            "text-anchor": "end",
            "font-size": place === row ? 12 : small,
            class: place === row ? "strong" : "quiet-ink",
          })
        : null,
    );
    const above = keys.map((text, place) =>
      label(clipped(text, 96, size), 0, 0, {
        class: "quiet-ink",
        "font-size": size,
        transform: `translate(${left + (place + 0.5) * cell + size * 0.36} ${top + head - 5}) rotate(-90)`,
      }),
    );
    return {
      parts: [grid, ...beside.filter(Boolean), ...above],
      width: left + width + 4,
      height: top + head + height + 4,
    };
  }
}

/** Return shares and pieces, the largest share first. */
const ranked = (keys, weights) =>
  weights.map((weight, place) => [weight, keys[place]]).sort((one, other) => other[0] - one[0]);

/** Return the pieces that get most, with their shares. */
function best(keys, weights) {
  return ranked(keys, weights)
    .slice(0, 4)
    .filter(([weight]) => weight >= 0.02)
    .map(([weight, piece]) => `${piece} ${percent(weight)}`)
    .join(", ");
}
