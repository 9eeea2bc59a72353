/** The two panes: the text with a mirror of its words behind it, and the words of its translation. */

import { Lines } from "./lines.js";
import { doubts, wordsOf } from "./sentences.js";
import { language, say } from "./strings.js";

const LONG = 600; // characters from which on the type is smaller

/** Return an element with a class and a text. */
export function element(tag, name, text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

/** Return a text written in HTML. */
const asHtml = (text) => element("div", "", text).innerHTML;

/** Return what a sentence's words are drawn from, as a string. */
const keyOf = ({ source, text, how, chosen, look }) =>
  JSON.stringify([source, text, how, Boolean(chosen), Boolean(look), language()]);

/** The pane of the text: what is typed, over a mirror whose words can be lit. */
export class SourcePane {
  constructor(area, mirror) {
    this.area = area;
    this.mirror = new Lines(mirror);
  }

  get text() {
    return this.area.value;
  }

  /** Put another text in the place of what is there, in such a way that the browser can undo it. */
  replace(text) {
    this.area.focus();
    this.area.select();
    // As HTML, since inserting a text takes minutes where it has thousands of lines.
    const inserted = document.execCommand(...(text ? ["insertHTML", false, asHtml(text)] : ["delete"]));
    if (!inserted || this.text !== text) this.area.value = text; // where this cannot be undone, then
  }

  /** Mirror the text; lines that have changed are without words until those are known. */
  reset() {
    this.mirror.write(`${this.text}\n`);
    this.#fit();
  }

  /** Mirror the text with the words of sentences, so that they can be lit and pointed at. */
  draw(sentences) {
    const pieces = [];
    let done = 0;
    for (const sentence of sentences) {
      if (sentence.start === null) continue;
      const text = this.text.slice(sentence.start, sentence.end);
      pieces.push(this.text.slice(done, sentence.start));
      pieces.push({ key: text + keyOf(sentence), text, sentence, make: () => mirrored(sentence, text) });
      done = sentence.end;
    }
    this.mirror.draw([...pieces, `${this.text.slice(done)}\n`]);
  }

  /** Return the elements of a sentence's words. */
  wordsOf(sentence) {
    return [...(this.mirror.nodes.get(sentence)?.children ?? [])];
  }

  /** Return the word at a point of the window. */
  wordAt(x, y) {
    const { root } = this.mirror;
    return document.elementsFromPoint(x, y).find((each) => each.parentElement?.sentence && root.contains(each));
  }

  /** Return the word that the caret is in. */
  wordAtCaret() {
    const [line, caret] = this.mirror.at(this.area.selectionStart);
    let at = 0;
    for (const node of [...(line?.childNodes ?? [])].flatMap((each) => (each.sentence ? [...each.childNodes] : each))) {
      at += node.textContent.length;
      if (caret < at || (caret === at && node.tagName)) return node.tagName ? node : undefined;
    }
    return undefined;
  }

  #fit() {
    for (const each of [this.area, this.mirror.root]) each.classList.toggle("long", this.text.length > LONG);
    this.area.closest(".pane").classList.toggle("filled", this.text !== "");
  }
}

/** Return a sentence as it was typed, with an element for each word. */
function mirrored(sentence, raw) {
  const node = element("span", "");
  let done = 0;
  located(sentence, raw).forEach(([start, end], number) => {
    node.append(raw.slice(done, start), Object.assign(element("span", "", raw.slice(start, end)), { number }));
    done = end;
  });
  node.append(raw.slice(done));
  return node;
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
    this.lines = new Lines(root);
    this.current = null; // the word that the Tab key reaches
  }

  /** Draw the parts of a translation; sentences that have not changed stay as they are. */
  draw(parts, joint) {
    const reached = [...this.root.querySelectorAll(".word")].indexOf(this.current);
    const focused = this.current !== null && this.current === document.activeElement;
    const pieces = [];
    let last = null;
    for (const { kept, sentence } of parts) {
      if (sentence) {
        if (last) pieces.push(joint);
        const { text } = sentence;
        pieces.push({ key: keyOf(sentence), text, sentence, make: () => this.#sentence(sentence) });
      } else {
        pieces.push(kept);
      }
      last = sentence;
    }
    this.lines.draw(pieces);
    this.root.classList.toggle("long", this.root.textContent.length > LONG);
    if (!this.current?.isConnected) {
      const words = this.root.querySelectorAll(".word");
      this.reach(words[Math.max(0, reached)] ?? words[0]);
    }
    if (focused) this.current?.focus({ preventScroll: true }); // it was moved, or made anew
  }

  /** Return the elements of a sentence's words. */
  wordsOf(sentence) {
    return [...(this.lines.nodes.get(sentence)?.children ?? [])];
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
