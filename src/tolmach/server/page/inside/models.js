/** The same sentence through other models that are served. */

import { element } from "../panes.js";
import { languageName, say } from "../strings.js";

/** A list of the models of the same languages, each with its translation. */
export class Models {
  constructor(choose) {
    this.choose = choose;
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
      const item = element("li", model.name === chosen ? "now" : "");
      const open = element("button", "", model.name);
      open.type = "button";
      open.setAttribute("aria-pressed", String(model.name === chosen));
      open.addEventListener("click", () => this.choose(model.name));
      const text = element("p", "", answers[place]?.found.target.text ?? "…");
      text.lang = model.target;
      item.append(
        open,
        element("span", "quiet", kind(model)),
        text,
      );
      return item;
    });
    const focused = [...this.list.querySelectorAll("button")].indexOf(document.activeElement);
    this.list.replaceChildren(...items);
    if (focused >= 0) this.list.querySelectorAll("button")[focused]?.focus();
  }
}

/** Return the architecture and the languages of a model, in words. */
export function kind({ architecture, source, target, translates }) {
  const words = [say(architecture), `${languageName(source)} → ${languageName(target)}`];
  if (!translates) words.push(say("modelsSmall"));
  return words.join(", ");
}
