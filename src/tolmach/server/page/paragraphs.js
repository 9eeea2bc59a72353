/** A text in paragraphs, each of which is translated once, however the text around it changes. */

import { partsOf } from "./sentences.js";

const MOST_ASKED = 1000; // characters that are asked for at a time, unless one paragraph has more
const MOST_KNOWN = 3000; // paragraphs
const FENCE = /^ {0,3}(?:```|~~~)/gm;
const NUMBER = /^[^\S\n]*\(?\d{1,3}[.)]\s/gm;
const BREAK = /(\n\s*)/;
const NUMBERED_BREAK = /((?:^|\n)\s*\(?\d{1,3}[.)]\s+|\n\s*)/;

/**
 * Divide a text as the server does, at its line ends: return paragraphs, each with what stands
 * before it, which is kept. What is fenced as code is not divided.
 */
export function divided(text) {
  const numbered = (text.match(NUMBER) ?? []).length > 1;
  const [first, ...others] = text.split(numbered ? NUMBERED_BREAK : BREAK);
  const found = [{ before: "", text: first }];
  let fenced = opensFence(first);
  for (let at = 0; at < others.length; at += 2) {
    const [before, next] = others.slice(at, at + 2);
    if (fenced) found.at(-1).text += before + next;
    else found.push({ before, text: next });
    if (opensFence(next)) fenced = !fenced;
  }
  return found;
}

const opensFence = (text) => (text.match(FENCE) ?? []).length % 2 === 1;
const hasWords = (text) => /\p{L}/u.test(text);

/** What is known of paragraphs; `how` has source, target and glossary. */
export class Paragraphs {
  constructor() {
    this.known = new Map(); // answers by paragraph and how it is translated
    this.shown = []; // the answers that were shown last, paragraph by paragraph
  }

  /** Return the first paragraphs of a text that are not known, as many as are asked for at a time. */
  missing(text, how) {
    const found = new Set();
    let size = 0;
    for (const own of divided(text).map((each) => each.text.trimEnd())) {
      if (!hasWords(own) || found.has(own) || this.known.has(keyOf(own, how))) continue;
      size += own.length;
      if (found.size && size > MOST_ASKED) break;
      found.add(own);
    }
    return [...found];
  }

  /** Return the first sentence of a text, where it is known. */
  firstSentence(text, how) {
    const own = divided(text).map((each) => each.text.trimEnd()).find(hasWords);
    const answer = this.known.get(keyOf(own, how));
    return answer && partsOf(answer).find((part) => part.sentence)?.sentence.source;
  }

  /** Keep answers, each with how it came about: what it shows may be older than what is asked for. */
  keep(texts, answers, how) {
    texts.forEach((text, place) => {
      const { source, target } = how;
      const made = { source, target, glossary: termsIn(text, how.glossary) };
      this.known.set(keyOf(text, how), { ...answers[place], how: made });
    });
    for (const key of [...this.known.keys()].slice(0, Math.max(0, this.known.size - MOST_KNOWN)))
      this.known.delete(key);
  }

  /**
   * Return the parts of a text's translation, the share of it that is known, and whether some of
   * what is shown is out of date: where one paragraph changes, what it was stands until it is known.
   */
  translated(text, how) {
    const paragraphs = divided(text);
    const before = paragraphs.length === this.shown.length ? this.shown : [];
    const parts = [];
    this.shown = [];
    let [at, known, stale] = [0, 0, false];
    paragraphs.forEach((each, place) => {
      const own = each.text.trimEnd();
      const sound = hasWords(own) ? this.known.get(keyOf(own, how)) : { parts: [own], lines: [] };
      const answer = sound ?? before[place];
      at += each.before.length;
      parts.push({ kept: each.before }, ...placed(answer, sound ? at : null));
      parts.push({ kept: each.text.slice(own.length) });
      at += each.text.length;
      if (sound) known += each.before.length + each.text.length;
      stale ||= !sound && Boolean(answer);
      this.shown.push(answer);
    });
    return { parts, share: text ? known / text.length : 1, stale };
  }
}

/** Return the terms of a glossary that a text may have. */
export function termsIn(text, glossary) {
  const small = text.toLowerCase();
  return Object.fromEntries(
    Object.entries(glossary).filter(([term]) => small.includes(term.toLowerCase())),
  );
}

const keyOf = (text, { source, target, glossary }) => JSON.stringify([text, source, target, glossary]);

/** Return the parts of an answer, from a place of the text on; none where it stands nowhere in it. */
function placed(answer, from) {
  if (!answer) return [];
  return partsOf(answer).map(({ kept, sentence }) => {
    if (!sentence) return { kept };
    const isThere = from !== null && sentence.start !== null;
    const [start, end] = isThere ? [from + sentence.start, from + sentence.end] : [null, null];
    return { sentence: { ...sentence, start, end, how: answer.how } };
  });
}
