/** The list of other words at a place of the translation. */

import { element } from "./panes.js";
import { say } from "./strings.js";

const GAP = 6; // pixels between the word and the list
const EDGE = 8; // pixels between the list and the edge of the page

/** A list box beside a word; keys and the mouse choose from it. */
export class Choices {
  constructor(root, back) {
    this.root = root;
    this.back = back; // gives the focus back
    this.word = null;
    this.width = 0; // of the window that it was opened in
    this.box = null; // where the word stands on the page, though it may be drawn anew meanwhile
    root.addEventListener("keydown", (event) => this.#press(event));
    document.addEventListener("pointerdown", (event) => {
      if (!root.hidden && !root.contains(event.target)) this.close();
    });
    addEventListener("resize", () => this.#resized());
  }

  /** Open beside a word, with a note until there are choices. */
  open(word) {
    this.word = word;
    this.width = innerWidth;
    const { left, top, bottom } = word.getBoundingClientRect();
    this.box = { left: left + scrollX, top: top + scrollY, bottom: bottom + scrollY };
    this.root.replaceChildren(element("p", "note", say("thinking")));
    this.root.setAttribute("aria-busy", "true"); // a list of choices, of which there are none yet
    this.root.hidden = false;
    this.root.focus({ preventScroll: true });
    this.#place();
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
    this.#place();
    this.#select(0);
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

  /** Stand anew in a window that another height has, as a phone's without its keyboard, or close. */
  #resized() {
    if (this.root.hidden) return;
    if (innerWidth === this.width) this.#place();
    else this.close();
  }

  /** Stand below the word, or above it where only there is room, and within the window. */
  #place() {
    const { style } = this.root;
    style.left = "0"; // where its width is its own
    const { clientWidth, clientHeight } = document.documentElement;
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const [below, above] = [this.box.bottom + GAP, this.box.top - GAP - height];
    const isBelow = below + height <= scrollY + clientHeight || above < scrollY;
    style.left = `${Math.max(EDGE, Math.min(this.box.left, clientWidth - width - EDGE))}px`;
    style.top = `${isBelow ? below : above}px`;
    this.root.scrollIntoView({ block: "nearest" });
  }
}
