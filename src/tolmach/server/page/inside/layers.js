/** What the decoder would say after each of its layers, were it the last one. */

import { say } from "../strings.js";
import { clipped, Figure, label, percent, svg, widthOf } from "./drawing.js";

const LINE = 30;
const LEFT = 76;

/** A grid: layers from the first to the last, steps across; the fuller, the surer. */
export class Layers extends Figure {
  constructor(goTo) {
    super("layers");
    this.goTo = goTo;
  }

  show(inside, state) {
    const { layers } = inside.found;
    const widths = inside.target.map((piece, step) =>
      Math.min(110, Math.max(34, ...layers.map((layer) => widthOf(layer[step][0][0], 14))) + 16),
    );
    const starts = widths.map((_, step) => LEFT + widths.slice(0, step).reduce((sum, each) => sum + each, 0));
    const width = starts.at(-1) + widths.at(-1) + 2;
    const parts = layers.flatMap((layer, row) => [
      label(say("layer", row + 1), 0, row * LINE + 20, { class: "small quiet-ink" }),
      ...layer.map((best, step) =>
        this.#cell(
          best[0],
          { x: starts[step], y: row * LINE, width: widths[step] },
          inside.target[step],
          step,
        ),
      ),
    ]);
    const height = layers.length * LINE;
    const band = svg("rect", {
      x: starts[state.step],
      y: 0.5,
      width: widths[state.step],
      height: height - 1,
      rx: 5,
      class: "chosen",
    });
    this.draw(width, height, ...parts, band);
    const best = layers.map(
      (layer, row) =>
        `${say("layer", row + 1)}: ${layer[state.step].map(([piece, chance]) => `${piece} ${percent(chance)}`).join(", ")}`,
    );
    this.caption.textContent = layers.length > 1 ? best.join("\n") : say("oneLayer");
    this.box.scrollLeft = Math.max(0, starts[state.step] - this.box.clientWidth / 2);
  }

  #cell([piece, chance], { x, y, width }, said, step) {
    const cell = svg(
      "g",
      { class: "plain" },
      svg("rect", { x: x + 1, y: y + 1, width: width - 2, height: LINE - 2, rx: 4, class: "paper" }),
      svg("rect", {
        x: x + 1,
        y: y + 1,
        width: width - 2,
        height: LINE - 2,
        rx: 4,
        class: "weight",
        "fill-opacity": (0.55 * chance).toFixed(2),
      }),
      label(clipped(piece, width - 10), x + width / 2, y + 20, {
        "text-anchor": "middle",
        class: piece === said ? "strong" : "quiet-ink",
      }),
    );
    cell.addEventListener("click", () => this.goTo(step));
    return cell;
  }
}
