/** The languages of text and translation: chosen or detected, and those of texts that were replaced. */

import { languageName, say } from "./strings.js";

const MOST_REPLACED = 20; // texts whose languages are kept, should they come back

export class Languages {
  constructor(from, to, swap) {
    Object.assign(this, { from, to, swap });
    this.served = []; // languages, each with its targets
    this.detected = null;
    this.replaced = new Map(); // pairs by the texts that were replaced, and by those that came
  }

  /** What is chosen; there is no source where it is to be detected. */
  get pair() {
    return { source: this.from.value || null, target: this.to.value };
  }

  /** What is chosen, or else detected. */
  get resolved() {
    return { ...this.pair, source: this.pair.source ?? this.detected };
  }

  /** Offer what is served, in the interface's language; the pair to begin with is `first()`. */
  offer(first) {
    const { source, target } = this.to.options.length ? this.pair : first();
    const { detected } = this;
    const sources = this.served.filter((each) => each.targets.length);
    const options = sources.map((each) => new Option(languageName(each.code), each.code));
    this.from.replaceChildren(new Option(say("detect"), ""), ...options);
    this.choose(source, target);
    this.detected = detected;
    this.showDetected();
  }

  /** Choose a pair; a source that is not served is detected, and for a target another is chosen. */
  choose(source, target) {
    this.detected = null;
    this.from.value = source ?? "";
    if (this.from.selectedIndex < 0) this.from.value = "";
    const from = this.served.find((each) => each.code === this.from.value);
    const all = [...new Set(this.served.flatMap((each) => each.targets))];
    const codes = from ? from.targets : all;
    this.to.replaceChildren(...codes.map((code) => new Option(languageName(code), code)));
    this.to.value = codes.includes(target) ? target : codes[0];
    this.showDetected();
  }

  /** Show which language was detected, and whether the two can be swapped. */
  showDetected() {
    const option = this.from.options[0];
    if (option?.value === "") {
      const found = this.detected && this.pair.source === null;
      option.textContent = found ? say("detected", languageName(this.detected)) : say("detect");
    }
    const { source: from, target: to } = this.resolved;
    const back = this.served.find((each) => each.code === to)?.targets.includes(from);
    this.swap.disabled = !back;
    this.swap.title = say(back || !from ? "swap" : "swapNot");
  }

  /** Keep the languages of a text that is replaced, or comes instead of another. */
  keep(text) {
    if (!text) return;
    this.replaced.delete(text);
    this.replaced.set(text, this.pair);
    if (this.replaced.size > MOST_REPLACED) this.replaced.delete(this.replaced.keys().next().value);
  }

  /** Choose the languages again that a text had; it may never have been replaced. */
  bringBack(text) {
    const pair = this.replaced.get(text);
    if (pair) this.choose(pair.source, pair.target);
  }
}
