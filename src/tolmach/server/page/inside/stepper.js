/** The steps of the decoder: the pieces that it writes, and a slider along them. */

import { element } from "../panes.js";
import { say } from "../strings.js";
import { percent } from "./drawing.js";

/** A bar that stays in sight. */
export class Stepper {
  constructor(goTo) {
    this.goTo = goTo;
    this.root = element("section", "stepper");
    this.root.dataset.label = "stepperLabel";
    this.name = element("b");
    this.said = element("span", "quiet");
    this.strip = element("div", "strip");
    this.strip.setAttribute("aria-hidden", "true"); // the slider says the same
    this.slider = element("input");
    Object.assign(this.slider, { type: "range", min: "0", id: "inside-step" });
    this.slider.dataset.label = "stepSlider";
    this.slider.addEventListener("input", () => goTo(Number(this.slider.value)));
    this.back = this.#arrow("previousStep", "m15 5-7 7 7 7", -1);
    this.next = this.#arrow("nextStep", "m9 5 7 7-7 7", 1);
    const bar = element("div", "stepper-bar");
    bar.append(this.back, this.slider, this.next);
    const head = element("div", "stepper-head");
    head.append(this.name, this.said);
    this.root.append(head, this.strip, bar);
  }

  show(inside, { step }) {
    const { said, probability } = inside.found.next_pieces[step];
    const { steps } = inside;
    this.slider.max = `${steps - 1}`;
    this.slider.value = `${step}`;
    this.slider.setAttribute("aria-valuetext", say("stepValue", step + 1, steps, said));
    this.name.textContent = say("step", step + 1, steps);
    this.said.textContent = say("stepSaid", said, percent(probability));
    const pieces = inside.target.map((piece, place) => this.#piece(piece, place, step));
    this.strip.replaceChildren(...pieces);
    this.strip.scrollLeft = pieces[step].offsetLeft - this.strip.clientWidth / 2;
    this.back.disabled = step === 0;
    this.next.disabled = step === steps - 1;
  }

  #piece(piece, place, step) {
    const made = element(
      "button",
      place === step ? "piece now" : place < step ? "piece past" : "piece",
      piece,
    );
    made.type = "button";
    made.tabIndex = -1;
    made.addEventListener("click", () => this.goTo(place));
    return made;
  }

  #arrow(name, path, by) {
    const made = element("button", "round");
    made.type = "button";
    made.dataset.label = name;
    made.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
    made.addEventListener("click", () => this.goTo(Number(this.slider.value) + by));
    return made;
  }
}
