/** How words become pieces: the merges that apply in the sentence, one after the other. */

import { element } from "../panes.js";
import { say } from "../strings.js";
import { choice, clipped, Figure, label, refill, svg, widthOf } from "./drawing.js";

const SIZE = 15;
const LINE = 34;

/** Both sides cut by the first merges, as many as the slider says. */
export class Pieces extends Figure {
  constructor(change) {
    super("pieces");
    this.change = change;
    this.slider = element("input");
    this.slider.type = "range";
    this.slider.min = "0";
    this.slider.addEventListener("input", () => this.change({ merges: Number(this.slider.value) }));
    this.bar = element("label", "slider");
    this.bar.append(element("span", "quiet"), this.slider);
  }

  show(inside, state) {
    const side = state.side === "target" ? "target" : "source";
    const words = inside.found.merges[side];
    const applied = steps(words);
    const count = state.merges === null ? applied.length : Math.min(state.merges, applied.length);
    this.slider.max = `${applied.length}`;
    this.slider.value = `${count}`;
    this.bar.firstChild.textContent = say("mergesApplied", count, applied.length);
    this.slider.setAttribute("aria-valuetext", say("mergesApplied", count, applied.length));
    const sides = [
      ["source", say("sourceSide")],
      ["target", say("targetSide")],
    ];
    const chosen = choice(say("side"), sides, side, (value) => this.change({ side: value, merges: null }));
    if (this.controls.childElementCount) this.controls.firstChild.replaceWith(chosen);
    else this.controls.append(chosen, this.bar);
    const last = applied[count - 1];
    this.#draw(words, last ?? { number: 0 });
    this.caption.textContent = last
      ? say(
          "mergeCaption",
          last.number.toLocaleString(document.documentElement.lang),
          last.pair,
          last.pair.join(""),
        )
      : say("noMerge");
  }

  /** Draw the words as they are after a merge, whose new piece is marked. */
  #draw(words, last) {
    let [x, y] = [0, 0];
    const parts = [];
    for (const word of words) {
      const done = word.merges.filter((merge) => merge.number <= last.number);
      const cut = done.at(-1)?.pieces ?? word.bytes;
      const widths = cut.map((piece) => Math.min(this.room, widthOf(piece, SIZE) + 12));
      const whole = widths.reduce((sum, width) => sum + width + 2, 0);
      if (x && x + whole > this.room) [x, y] = [0, y + LINE];
      cut.forEach((piece, place) => {
        if (x && x + widths[place] > this.room) [x, y] = [0, y + LINE];
        const fresh = last.pair && piece === last.pair.join("") && done.at(-1)?.number === last.number;
        parts.push(
          svg("rect", {
            x: x + 0.5,
            y: y + 2.5,
            width: widths[place] - 1,
            height: 28,
            rx: 6,
            class: fresh ? "field fresh" : "field",
          }),
        );
        parts.push(
          label(clipped(piece, widths[place], SIZE), x + widths[place] / 2, y + 22, {
            "text-anchor": "middle",
            class: fresh ? "strong" : "",
          }),
        );
        x += widths[place] + 2;
      });
      x += 12;
    }
    this.draw(this.room, y + LINE, ...parts);
  }
}

/** Return the merges that apply anywhere in the sentence, each once, in the order of learning. */
function steps(words) {
  const found = new Map(words.flatMap((word) => word.merges.map((merge) => [merge.number, merge])));
  return [...found.values()].sort((one, other) => one.number - other.number);
}
