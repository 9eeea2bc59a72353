/** Parts of a view that are drawn anew where what they show has changed, those in sight first. */

const QUIET = 150; // ms without a change until what is out of sight is drawn, too
const MARGIN = "300px"; // what is so near will soon be in sight

/** Parts by name, each with its `root`, and a `show` that draws what it is given. */
export class Redrawing {
  /** `seen` is called when parts have come into sight, or have left it. */
  constructor(parts, seen) {
    this.parts = parts;
    this.drawn = new Map(); // the values that each part was drawn from
    this.stale = new Map(); // what is to be drawn
    this.inSight = new Set();
    const observer = new IntersectionObserver(
      (entries) => {
        entries.forEach((entry) => this.#note(entry));
        seen();
      },
      { rootMargin: MARGIN },
    );
    for (const { root } of Object.values(parts)) observer.observe(root);
  }

  /** Draw what is in sight and has changed; the rest follows when nothing changes any more. */
  show(contents) {
    this.pause();
    const { lang, clientWidth } = document.documentElement; // the words, and the room for them
    for (const [name, shown] of Object.entries(contents)) {
      const values = [lang, clientWidth, ...shown.flatMap(valuesOf)];
      if (!same(values, this.drawn.get(name))) this.stale.set(name, { shown, values });
    }
    this.#draw(this.inSight);
    if (this.stale.size) this.timer = setTimeout(() => this.finish(), QUIET);
  }

  /** Draw all that has changed, in sight or not. */
  finish() {
    clearTimeout(this.timer);
    this.#draw(this.stale.keys());
  }

  /** Draw nothing more until something is shown again. */
  pause() {
    clearTimeout(this.timer);
    this.stale.clear();
  }

  #draw(names) {
    for (const name of [...names].filter((each) => this.stale.has(each))) {
      const { shown, values } = this.stale.get(name);
      this.parts[name].show(...shown);
      this.drawn.set(name, values);
      this.stale.delete(name);
    }
  }

  #note({ target, isIntersecting }) {
    const [name] = Object.entries(this.parts).find(([, { root }]) => root === target);
    if (isIntersecting) this.inSight.add(name);
    else this.inSight.delete(name);
  }
}

/** Return the values in a list or a plain object one by one, or else what is given. */
const valuesOf = (given) => ([Array, Object].includes(given?.constructor) ? Object.values(given) : [given]);

const same = (values, others) =>
  values.length === others?.length && values.every((each, place) => each === others[place]);
