/** The guided tour: a card a topic of the lecture, each beside the figure that shows it. */

import { element } from "../panes.js";
import { say } from "../strings.js";

const OWN = ["wheel", "touchmove", "pointerdown", "keydown"]; // by which readers go their own way

/** The cards in the lecture's order: a name, the figure, and what the page is to show for it. */
const CARDS = [
  { name: "questions", figure: "inside-controls", state: { step: 0, prefix: [] } },
  { name: "pieces", figure: "figure-pieces", state: { side: "source", merges: null } },
  { name: "encoder", figure: "figure-diagram", box: "encoder" },
  { name: "decoder", figure: "figure-diagram", box: "output" },
  { name: "chances", figure: "figure-chances", state: { temperature: 1 } },
  { name: "loss", figure: "figure-chances" },
  { name: "attention", figure: "figure-attention", state: { kind: "decoder.cross", layer: 0, head: 0 } },
  { name: "architectures", figure: "figure-models" },
  { name: "transformer", figure: "figure-attention", state: { kind: "decoder.self", layer: 1, head: 1 } },
  { name: "search", figure: "figure-tree", state: { beam: 5 } },
  { name: "temperature", figure: "figure-chances", state: { temperature: 2 } },
  { name: "layers", figure: "figure-layers", state: { temperature: 1 } },
  { name: "heads", figure: "figure-heads", state: { kind: "encoder.self" } },
];

/** The card at the foot of the page. */
export class Tour {
  constructor(change) {
    this.change = change;
    this.root = element("section", "tour");
    this.root.hidden = true;
    this.root.setAttribute("aria-labelledby", "tour-title");
    this.count = element("p", "quiet");
    this.title = element("h2");
    this.title.id = "tour-title";
    this.title.tabIndex = -1;
    this.text = element("p", "tour-text");
    this.text.tabIndex = 0; // it may scroll
    const bar = element("div", "tour-bar");
    this.back = this.#button("tourBack", () => this.change({ tour: this.at - 1 }));
    this.next = this.#button("tourNext", () =>
      this.change({ tour: this.at + 1 < CARDS.length ? this.at + 1 : null }),
    );
    this.end = this.#button("tourEnd", () => this.change({ tour: null }));
    bar.append(this.end, this.back, this.next);
    this.root.append(this.count, this.title, this.text, bar);
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.change({ tour: null });
    });
    this.at = null;
    this.leading = new ResizeObserver(() => this.#scroll());
    for (const sign of OWN) addEventListener(sign, () => this.leading.disconnect(), { passive: true });
  }

  #button(key, press) {
    const made = element("button");
    made.type = "button";
    made.dataset.say = key;
    made.addEventListener("click", press);
    return made;
  }

  /** Show the card of a number, or none; a new one scrolls to its figure. */
  show(number) {
    const card = CARDS[number];
    const fresh = number !== this.at;
    this.at = number;
    this.root.hidden = !card;
    if (fresh) this.leading.disconnect();
    document.body.classList.toggle("touring", Boolean(card));
    document.querySelectorAll(".toured").forEach((each) => each.classList.remove("toured"));
    if (!card) return;
    this.count.textContent = say("tourCount", number + 1, CARDS.length);
    this.title.textContent = say(`tour_${card.name}`);
    this.text.textContent = say(`tour_${card.name}_text`);
    this.back.disabled = number === 0;
    this.end.hidden = number + 1 === CARDS.length; // then the next one is the end
    this.next.textContent = say(this.end.hidden ? "tourEnd" : "tourNext");
    const figure = document.getElementById(card.figure);
    figure.classList.add("toured");
    if (!fresh) return;
    this.title.focus({ preventScroll: true });
    this.leading.observe(this.root.parentElement);
  }

  /** Scroll to what the card shows: at first, and whenever something that is drawn may move it. */
  #scroll() {
    const card = CARDS[this.at];
    const figure = document.getElementById(card.figure);
    const opened = card.box && figure.querySelector('[aria-expanded="true"]');
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    (opened || figure).scrollIntoView({
      block: opened ? "center" : "start",
      behavior: still ? "auto" : "smooth",
    });
  }
}

/** Return what the page is to show for a card, in a model with such boxes. */
export function staged(number, boxes) {
  const card = CARDS[number];
  if (!card) return {};
  const found =
    card.box === "output"
      ? boxes.findIndex((box) => box.kind === "output")
      : boxes.findIndex(
          (box) =>
            box.side === "encoder" && ["self_attention", "convolution", "recurrent"].includes(box.kind),
        );
  return { ...card.state, ...(card.box && found >= 0 ? { box: found } : {}) };
}
