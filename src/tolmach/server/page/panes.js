/** The two panes: the text with a mirror of its words behind it, and the words of its translation. */

import { doubts, wordsOf } from "./sentences.js";
import { say } from "./strings.js";

const LONG = 600; // characters from which on the type is smaller

/** Return an element with a class and a text. */
export function element(tag, name, text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

/** Put nodes and texts into an element, more of them than a call takes arguments. */
function fill(root, nodes) {
  const all = new DocumentFragment();
  for (const node of nodes) all.append(node);
  root.replaceChildren(all);
}

/** The pane of the text: what is typed, over a mirror whose words can be lit. */
export class SourcePane {
  constructor(area, mirror) {
    this.area = area;
    this.mirror = mirror;
    this.words = new Map(); // by sentence, the elements of its words
  }

  get text() {
    return this.area.value;
  }

  set text(value) {
    this.area.value = value;
    this.reset();
  }

  /** Mirror the text without words, until they are known. */
  reset() {
    this.words.clear();
    this.mirror.textContent = `${this.text}\n`;
    this.#fit();
  }

  /** Mirror the text with the words of sentences, so that they can be lit and pointed at. */
  draw(sentences) {
    this.words.clear();
    const pieces = [];
    let done = 0;
    for (const sentence of sentences) {
      if (sentence.start === null) continue;
      const raw = this.text.slice(sentence.start, sentence.end);
      const spans = located(sentence, raw);
      const made = spans.map(([start, end]) => {
        pieces.push(this.text.slice(done, sentence.start + start));
        const word = element("span", "", raw.slice(start, end));
        done = sentence.start + end;
        pieces.push(word);
        return word;
      });
      made.forEach((word, number) => Object.assign(word, { sentence, number }));
      this.words.set(sentence, made);
    }
    fill(this.mirror, [...pieces, `${this.text.slice(done)}\n`]);
  }

  /** Return the word at a point of the window. */
  wordAt(x, y) {
    return document.elementsFromPoint(x, y).find((each) => each.parentElement === this.mirror);
  }

  /** Return the word that the caret is in. */
  wordAtCaret() {
    const caret = this.area.selectionStart;
    let at = 0;
    for (const node of this.mirror.childNodes) {
      at += node.textContent.length;
      if (caret < at || (caret === at && node.sentence)) return node.sentence ? node : undefined;
    }
    return undefined;
  }

  #fit() {
    for (const each of [this.area, this.mirror]) each.classList.toggle("long", this.text.length > LONG);
    this.area.closest(".pane").classList.toggle("filled", this.text !== "");
  }
}

/** Return the spans of a sentence's words in the text as it was typed. */
function located(sentence, raw) {
  const { source } = wordsOf(sentence, sentence.look);
  if (raw === sentence.source) return source;
  const spans = [];
  let at = 0;
  for (const [start, end] of source) {
    const found = raw.indexOf(sentence.source.slice(start, end), at);
    if (found < 0) return [];
    at = found + end - start;
    spans.push([found, at]);
  }
  return spans;
}

/** The pane of the translation, in which every word can be clicked. */
export class TargetPane {
  constructor(root) {
    this.root = root;
    this.drawn = new Map(); // sentences that are drawn, by what is drawn
    this.current = null; // the word that the Tab key reaches
  }

  /** Draw the parts of a translation; sentences that have not changed stay as they are. */
  draw(parts, joint) {
    const before = this.drawn;
    const reached = [...this.root.querySelectorAll(".word")].indexOf(this.current);
    const focused = this.current !== null && this.current === document.activeElement;
    this.drawn = new Map();
    const nodes = [];
    let last = null;
    for (const part of parts) {
      if (part.kept !== undefined) {
        if (part.kept) nodes.push(part.kept);
        last = null;
        continue;
      }
      if (last) nodes.push(joint);
      const key = JSON.stringify([part.sentence.source, part.sentence.text, Boolean(part.sentence.look)]);
      const known = before.get(key);
      const node = known && !this.drawn.has(key) ? known : this.#sentence(part.sentence);
      node.sentence = part.sentence;
      this.drawn.set(key, node);
      nodes.push(node);
      last = node;
    }
    fill(this.root, nodes);
    this.root.classList.toggle("long", this.root.textContent.length > LONG);
    if (this.current?.isConnected) return;
    const words = this.root.querySelectorAll(".word");
    this.reach(words[Math.max(0, reached)] ?? words[0]);
    if (focused) this.current?.focus();
  }

  /** Return the elements of a sentence's words. */
  wordsOf(sentence) {
    const node = [...this.drawn.values()].find((each) => each.sentence === sentence);
    return node ? [...node.querySelectorAll(".word")] : [];
  }

  /** Move the reachable word by a number of words, and focus it. */
  move(by) {
    const words = [...this.root.querySelectorAll(".word")];
    const at = Math.min(words.length - 1, Math.max(0, words.indexOf(this.current) + by));
    this.reach(words[at]);
    words[at]?.focus();
  }

  /** Let the Tab key reach a word. */
  reach(word) {
    if (this.current) this.current.tabIndex = -1;
    this.current = word ?? null;
    if (word) word.tabIndex = 0;
  }

  #sentence(sentence) {
    const node = element("span", sentence.chosen ? "sentence chosen" : "sentence");
    const unsure = doubts(sentence, sentence.look);
    let done = 0;
    wordsOf(sentence, sentence.look).target.forEach(([start, end], number) => {
      node.append(sentence.text.slice(done, start));
      const word = element("span", "word", sentence.text.slice(start, end));
      word.setAttribute("role", "button");
      word.ariaHasPopup = "listbox";
      word.tabIndex = -1;
      Object.assign(word, { number, place: start });
      if (unsure.has(start)) {
        word.classList.add("doubtful");
        word.title = say("doubt", Math.round(100 * unsure.get(start)));
      }
      node.append(word);
      done = end;
    });
    node.append(sentence.text.slice(done));
    return node;
  }
}
