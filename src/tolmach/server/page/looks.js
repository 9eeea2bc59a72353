/** Looks at sentences: alignment, confidence and warnings, each asked for once. */

import * as api from "./api.js";
import { waitFor } from "./problems.js";

const MOST = 40; // sentences of one text that are looked at, but for those that are pointed at
const LONGEST = 1000; // characters of one, as the server has it
const MOST_KNOWN = 1000; // looks that are kept

const keyOf = ({ source, text, how }) => JSON.stringify([source, text, how]);

/** What is known of sentences; `found` is called when that has become more. */
export class Looks {
  constructor(found) {
    this.found = found;
    this.known = new Map(); // null where nothing is to be known
    this.asked = new Set(); // the keys of sentences that are being looked at
  }

  /** Return what is known of a sentence, if it has been looked at. */
  of(sentence) {
    return this.known.get(keyOf(sentence));
  }

  /** Return the sentences of a text that are to be looked at and have not been yet. */
  missing(sentences) {
    const first = sentences.filter((each) => each.text.trim()).slice(0, MOST);
    return first.filter((each) => !this.known.has(keyOf(each)));
  }

  /** Look at a sentence; return how many seconds to wait before asking again, if that is needed. */
  async ask(sentence) {
    const key = keyOf(sentence);
    if (this.known.has(key) || this.asked.has(key)) return null;
    this.asked.add(key);
    try {
      this.#keep(key, isShort(sentence) ? await api.look(sentence) : null);
    } catch (error) {
      const wait = waitFor(error);
      if (wait) return wait;
      this.#keep(key, null); // it stays without
    } finally {
      this.asked.delete(key);
    }
    this.found();
    return null;
  }

  /** Forget the sentences of which nothing was to be known: that may have been for want of a key. */
  forgetRefused() {
    for (const [key, look] of this.known) if (!look) this.known.delete(key);
  }

  #keep(key, look) {
    this.known.set(key, look);
    if (this.known.size > MOST_KNOWN) this.known.delete(this.known.keys().next().value);
  }
}

const isShort = ({ source, text }) => Math.max(source.length, text.length) <= LONGEST;
