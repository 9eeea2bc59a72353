/** What the browser remembers, and nobody else: settings, chosen translations, the history. */

import { termsIn } from "./paragraphs.js";

const MOST_PAST = 50;
const MOST_CHOSEN = 500;

function stored(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`tolmach.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Return a list as it was stored, without what is damaged in it. */
function storedList(name, isSound) {
  const all = stored(name, []);
  return Array.isArray(all) ? all.filter(isSound) : [];
}

const areTexts = (values) => values.every((each) => typeof each === "string");
const storedChoices = () => storedList("chosen", (each) => Array.isArray(each) && areTexts(each));

/** Store a value, and return whether there was room; in a forbidden store there is none. */
function store(name, value) {
  try {
    localStorage.setItem(`tolmach.${name}`, JSON.stringify(value));
    return true;
  } catch {
    return false; // the page works without
  }
}

/** Return a setting, and set one. */
export const setting = (name, otherwise) => stored("settings", {})[name] ?? otherwise;
export const keepSetting = (name, value) =>
  store("settings", { ...stored("settings", {}), [name]: value });

/** Return the key of what is chosen: it holds for two languages, and as long as no term changes. */
function keyOf(sentence, { source, target, glossary }) {
  const terms = Object.entries(termsIn(sentence, glossary)).sort();
  return [source, target, ...terms.map((sides) => sides.join("=")), sentence].join("|");
}

/** Return what tells the translation that was once chosen for a sentence translated in some way. */
export function choices() {
  const chosen = new Map(storedChoices()); // read once for all sentences of a text
  return (sentence, how) => chosen.get(keyOf(sentence, how));
}

/** Remember the translation chosen for a sentence, or forget it. */
export function choose(sentence, how, text) {
  const key = keyOf(sentence, how);
  const others = storedChoices().filter(([each]) => each !== key);
  store("chosen", (text ? [[key, text], ...others] : others).slice(0, MOST_CHOSEN));
}

/** Return what was translated, the latest first. */
export const past = () => storedList("past", (each) => areTexts([each?.text]));

/**
 * Add what was translated; a text that grew takes the place of what it grew from, and the oldest
 * make room where the store is full.
 */
export function remember(entry) {
  const others = past().filter(
    (each) => !(entry.text.startsWith(each.text) && each.source === entry.source),
  );
  const entries = [entry, ...others].slice(0, MOST_PAST);
  while (entries.length && !store("past", entries)) entries.pop();
}

/** Forget what was translated and chosen. */
export function forget() {
  store("past", []);
  store("chosen", []);
}
