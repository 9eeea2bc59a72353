/** What the model could say next: a probability for every piece, and a click that forces one. */

import { element } from "../panes.js";
import { say } from "../strings.js";
import { button, clipped, Figure, label, percent, spelled, svg, widthOf } from "./drawing.js";

const LINE = 30;
const END = "</s>";

/** The bars of one step, and both translations where a piece was forced. */
export class Chances extends Figure {
  constructor(force, release) {
    super("chances");
    this.force = force;
    this.release = release;
    this.both = element("div", "both");
    this.box.before(this.both);
  }

  show(inside, state, free) {
    const rows = inside.chances(state.step, state.temperature);
    const left = Math.min(140, Math.max(...rows.map(({ piece }) => widthOf(piece, 15, 600)))) + 44;
    const bar = Math.max(60, Math.min(380, this.room - left - 70));
    const drawn = rows.map((row, place) => this.#row(row, place * LINE, left, bar, inside, state));
    this.draw(Math.max(left + bar + 66, 240), rows.length * LINE + 4, ...drawn);
    const before = spelled(inside.before(state.step));
    const { said, probability, rank } = inside.found.next_pieces[state.step];
    this.caption.textContent = say(
      "chancesCaption",
      before,
      said,
      percent(probability),
      rank,
      Math.log(1 / probability),
    );
    this.#showBoth(inside, state, free);
  }

  #row({ piece, id, chance, rank, said }, y, left, bar, inside, state) {
    const row = svg(
      "g",
      {},
      svg("rect", { x: 0, y: y + 1, width: left + bar + 64, height: LINE - 2, rx: 6, class: "field" }),
      label(`${rank}`, 20, y + 20, { class: "quiet-ink small", "text-anchor": "end" }),
      label(clipped(piece, 140, 15), 30, y + 20, { class: said ? "strong" : "" }),
      svg("rect", { x: left, y: y + 7, width: bar, height: 16, rx: 3, class: "track" }),
      svg("rect", {
        x: left,
        y: y + 7,
        width: Math.max(1, bar * chance),
        height: 16,
        rx: 3,
        class: said ? "said" : "bar",
      }),
      label(percent(chance), left + bar + 8, y + 20, { class: "small quiet-ink" }),
    );
    if (piece === END || said) return row;
    return button(row, `chance-${rank}`, say("forceThis", piece, percent(chance)), () =>
      this.force(state.step, id),
    );
  }

  /** Show the translation with the forced piece beside the one without. */
  #showBoth(inside, state, free) {
    this.both.hidden = !state.prefix.length;
    if (this.both.hidden) return this.both.replaceChildren();
    const forced = inside.target[state.prefix.length - 1];
    const pairs = [
      [say("without"), free?.found.target.text ?? "…"],
      [say("with", forced), inside.found.target.text],
    ];
    const lines = pairs.flatMap(([name, text], place) => {
      const translation = element("dd", "");
      translation.lang = inside.found.languages[1];
      translation.append(...parted(text, pairs[1 - place][1]));
      return [element("dt", "quiet", name), translation];
    });
    const list = element("dl");
    list.append(...lines);
    const back = element("button", "", say("release"));
    back.type = "button";
    back.addEventListener("click", () => this.release());
    this.both.replaceChildren(list, back);
    return undefined;
  }
}

/** Return a text's beginning that another shares, and the rest of it marked. */
function parted(text, other) {
  const [words, others] = [text, other].map((each) => each.split(/(?<=\s)/u));
  let same = 0;
  while (same < words.length && words[same] === others[same]) same += 1;
  const rest = words.slice(same).join("");
  return [words.slice(0, same).join(""), ...(rest ? [element("mark", "", rest)] : [])];
}
