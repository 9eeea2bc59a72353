/** The sentence, the model, and the sliders of the search. */

import { element } from "../panes.js";
import { say } from "../strings.js";
import { choice, refill } from "./drawing.js";
import { kind } from "./models.js";

/** The ranges of the sliders. */
export const SLIDERS = [
  { name: "beam", min: 1, max: 10, step: 1 },
  { name: "penalty", min: 0, max: 3, step: 0.1 },
  { name: "temperature", min: 0.1, max: 2, step: 0.1 },
];

/** The card at the head of the view. */
export class Controls {
  constructor(change) {
    this.change = change;
    this.root = element("section", "card inside-controls");
    this.root.id = "inside-controls";
    this.root.dataset.label = "insideControls";
    this.model = element("div", "controls");
    const sliders = element("div", "sliders");
    this.sliders = new Map(SLIDERS.map((each) => [each.name, this.#slider(each, sliders)]));
    const tour = element("button", "primary");
    tour.type = "button";
    tour.dataset.say = "tourStart";
    tour.addEventListener("click", () => change({ tour: 0 }));
    const lead = element("p", "quiet lead");
    lead.dataset.say = "insideLead";
    const foot = element("div", "controls");
    foot.append(this.model, tour);
    this.root.append(lead, this.#field(), sliders, foot);
  }

  /** Show a state, and the models to choose from. */
  show(state, models) {
    const options = models.map((each) => [each.name, `${each.name} · ${kind(each)}`]);
    const chosen = choice(say("model"), options, state.model, (model) => this.change({ model }));
    refill(this.model, chosen);
    if (document.activeElement !== this.text) this.text.value = state.text;
    this.text.lang = models.find((each) => each.name === state.model)?.source ?? "";
    for (const [name, { input, output }] of this.sliders) {
      input.value = `${state[name]}`;
      output.textContent = state[name].toLocaleString(document.documentElement.lang);
      input.setAttribute("aria-valuetext", output.textContent);
    }
  }

  #field() {
    this.text = element("textarea", "sentence-field");
    Object.assign(this.text, { rows: 2, id: "inside-text", maxLength: 1000 });
    this.text.dataset.placeholder = "insidePlaceholder";
    this.text.addEventListener("input", () => this.change({ text: this.text.value.replace(/\s+/gu, " ") }));
    const field = element("label", "field-label");
    const name = element("span", "quiet");
    name.dataset.say = "sentence";
    field.append(name, this.text);
    return field;
  }

  #slider({ name, min, max, step }, bar) {
    const input = element("input");
    Object.assign(input, { type: "range", min, max, step, id: `inside-${name}` });
    input.addEventListener("input", () => this.change({ [name]: Number(input.value) }));
    const output = element("output", "strong");
    output.setAttribute("for", input.id);
    const text = element("span", "quiet");
    text.dataset.say = name;
    const label = element("label", "slider");
    const head = element("span", "slider-head");
    head.append(text, output);
    label.append(head, input);
    bar.append(label);
    return { input, output };
  }
}
