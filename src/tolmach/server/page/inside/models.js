/** The same sentence through other models that are served. */

import { element } from "../panes.js";
import { languageName, say } from "../strings.js";

/** A list of the models of the same languages, each with its translation. */
export class Models {
  constructor(choose) {
    this.choose = choose;
    this.items = new Map(); // by the model's name
    this.root = element("section", "card");
    this.root.id = "figure-models";
    this.root.setAttribute("aria-labelledby", "title-models");
    const title = element("h2");
    title.id = "title-models";
    title.dataset.say = "modelsTitle";
    const lead = element("p", "quiet lead");
    lead.dataset.say = "modelsLead";
    this.list = element("ul", "models");
    this.root.append(title, lead, this.list);
  }

  /** Show models, and the translations in those of their answers that are known by now. */
  show(models, chosen, answers) {
    const items = models.map((model, place) => {
      const { item, open, about, text } = this.#item(model);
      item.className = model.name === chosen ? "now" : "";
      open.setAttribute("aria-pressed", String(model.name === chosen));
      about.textContent = kind(model);
      text.textContent = answers[place]?.found.target.text ?? "…";
      return item;
    });
    const before = [...this.list.children];
    if (items.length !== before.length || items.some((each, place) => each !== before[place]))
      this.list.replaceChildren(...items);
  }

  /** Return the elements of a model, which stay: one that is replaced under the mouse is not clicked. */
  #item(model) {
    const known = this.items.get(model.name);
    if (known) return known;
    const made = {
      item: element("li"),
      open: element("button", "", model.name),
      about: element("span", "quiet"),
      text: element("p"),
    };
    made.open.type = "button";
    made.open.addEventListener("click", () => this.choose(model.name));
    made.text.lang = model.target;
    made.item.append(made.open, made.about, made.text);
    this.items.set(model.name, made);
    return made;
  }
}

/** Return the architecture and the languages of a model, in words. */
export function kind({ architecture, source, target, translates }) {
  const words = [say(architecture), `${languageName(source)} → ${languageName(target)}`];
  if (!translates) words.push(say("modelsSmall"));
  return words.join(", ");
}
