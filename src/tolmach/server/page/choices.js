/** The list of other words at a place of the translation. */

import { element } from "./panes.js";
import { say } from "./strings.js";

/** A list box beside a word; keys and the mouse choose from it. */
export class Choices {
  constructor(root, back) {
    this.root = root;
    this.back = back; // gives the focus back
    this.word = null;
    this.box = null; // where the word stands, which may be drawn anew meanwhile
    root.addEventListener("keydown", (event) => this.#press(event));
    document.addEventListener("pointerdown", (event) => {
      if (!root.hidden && !root.contains(event.target)) this.close();
    });
    addEventListener("resize", () => this.close());
  }

  /** Open beside a word, with a note until there are choices. */
  open(word) {
    this.word = word;
    this.box = word.getBoundingClientRect();
    this.root.replaceChildren(element("p", "note", say("thinking")));
    this.root.setAttribute("aria-busy", "true"); // a list of choices, of which there are none yet
    this.root.hidden = false;
    this.#place();
    this.root.focus();
  }

  /** Show choices, each a `{label, example, choose}`. */
  show(choices) {
    if (!choices.length) {
      this.root.replaceChildren(element("p", "note", say("noOthers")));
      return;
    }
    const options = choices.map(({ label, example, choose }, number) => {
      const option = element("div", "choice", label);
      if (example) option.append(element("small", "", example));
      option.id = `choice-${number}`;
      option.setAttribute("role", "option");
      option.addEventListener("click", () => this.#choose(choose));
      option.choose = choose;
      return option;
    });
    this.root.replaceChildren(...options);
    this.root.setAttribute("aria-busy", "false");
    this.#select(0);
    this.#place();
  }

  /** Close, and give the focus back. */
  close() {
    if (this.root.hidden) return;
    const inside = this.root.contains(document.activeElement);
    this.root.hidden = true;
    this.word = null;
    if (inside) this.back();
  }

  #choose(choose) {
    this.close();
    choose();
  }

  #press(event) {
    const options = [...this.root.querySelectorAll(".choice")];
    const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 };
    if (event.key === "Escape" || event.key === "Tab") this.close();
    else if (event.key in moves) this.#select(moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") options[at] && this.#choose(options[at].choose);
    else return;
    event.preventDefault();
  }

  #select(number) {
    const options = [...this.root.querySelectorAll(".choice")];
    const at = (number + options.length) % options.length;
    options.forEach((each, place) => each.setAttribute("aria-selected", String(place === at)));
    this.root.setAttribute("aria-activedescendant", options[at]?.id ?? "");
    options[at]?.scrollIntoView({ block: "nearest" });
  }

  #place() {
    const left = Math.min(this.box.left, innerWidth - this.root.offsetWidth - 12);
    this.root.style.left = `${Math.max(8, left) + scrollX}px`;
    this.root.style.top = `${this.box.bottom + scrollY + 6}px`;
  }
}
