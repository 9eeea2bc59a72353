/** Sentences of a translation: where they stand in the text, their words, and which belong together. */

import { say } from "./strings.js";

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*|\S/gu;
const LINKED = 0.3; // the least share of a word's attention that links it to another
const SURE = 0.5; // words below this confidence are marked

/** Return the spans of the words and marks of a text. */
export const wordSpans = (text) =>
  [...text.matchAll(WORD)].map((found) => [found.index, found.index + found[0].length]);

/** Return what turns the server's places in a text, in characters, into JavaScript's. */
export function places(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (place) => place;
  const starts = [];
  let at = 0;
  for (const character of text) {
    starts.push(at);
    at += character.length;
  }
  return (place) => starts[place] ?? text.length;
}

/** Return the server's place for one of JavaScript's. */
export const serverPlace = (text, place) => [...text.slice(0, place)].length;

/**
 * Return the parts of a translation in order: `{kept}`, or `{sentence}` with its source, its text,
 * and `start` and `end` of its source in the whole text (null where it cannot be found).
 */
export function partsOf(answer) {
  const parts = [];
  let at = 0;
  answer.parts.forEach((part, number) => {
    if (number % 2 === 0) {
      parts.push({ kept: part });
    } else {
      let inside = 0;
      for (const { source, text } of answer.lines[(number - 1) / 2]) {
        const found = located(source, part, inside);
        if (found) inside = found[1];
        const [start, end] = found ? [at + found[0], at + found[1]] : [null, null];
        parts.push({ sentence: { source, text, start, end } });
      }
    }
    at += part.length;
  });
  return parts;
}

/** Return the span of a sentence in a text from a place on; white space may differ. */
function located(sentence, text, from) {
  const wanted = sentence.replace(/\s+/g, "");
  let start = from;
  while (start < text.length && /\s/.test(text[start])) start += 1;
  let at = start;
  for (const character of wanted) {
    while (at < text.length && /\s/.test(text[at])) at += 1;
    if (!text.startsWith(character, at)) return null;
    at += character.length;
  }
  return [start, at];
}

/**
 * Return the words of both sides as spans, and the links between them by number; without a look,
 * the words alone.
 */
export function wordsOf(sentence, look) {
  const known = look && look.source === sentence.source && look.translation === sentence.text;
  if (!known || !look.alignment) {
    return { source: wordSpans(sentence.source), target: wordSpans(sentence.text), links: [] };
  }
  const { source_words: source, target_words: target, shares } = look.alignment;
  const [inSource, inTarget] = [places(sentence.source), places(sentence.text)];
  return {
    source: source.map((span) => span.map(inSource)),
    target: target.map((span) => span.map(inTarget)),
    links: shares.flatMap(linksOf),
  };
}

/** Return the pairs of a target word's number and those of the source words it comes from. */
function linksOf(row, number) {
  const best = Math.max(...row);
  const linked = row.map((share, at) => [share, at]);
  return linked
    .filter(([share]) => share > 0 && (share === best || share >= LINKED))
    .map(([, at]) => [number, at]);
}

/** Return by start the confidence of doubtful words of a translation, marks left out. */
export function doubts(sentence, look) {
  const place = places(sentence.text);
  const found = new Map();
  for (const { span, confidence } of look?.confidence?.words ?? []) {
    const [start, end] = span.map(place);
    const isWord = /[\p{L}\p{N}]/u.test(sentence.text.slice(start, end));
    if (isWord && confidence < SURE) found.set(start, confidence);
  }
  return found;
}

/** Return warnings about a sentence as `{fault, words}`. */
export function warnings(sentence, look) {
  return (look?.confidence?.warnings ?? []).map(({ fault, spans }) => {
    const text = fault === "omission" ? sentence.source : sentence.text;
    const place = places(text);
    const words = spans.map(([start, end]) => say("quoted", text.slice(place(start), place(end))));
    return { fault, words: words.join(", ") };
  });
}
