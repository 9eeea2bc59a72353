/** The page: what is typed is translated, word by word beside its source. */

import * as address from "./address.js";
import * as api from "./api.js";
import { Choices } from "./choices.js";
import { acceptDrops, FileList } from "./files.js";
import * as inside from "./inside/view.js";
import { Languages } from "./languages.js";
import { Looks } from "./looks.js";
import * as memory from "./memory.js";
import { element, SourcePane, TargetPane } from "./panes.js";
import { Paragraphs } from "./paragraphs.js";
import { waitFor, worded } from "./problems.js";
import { serverPlace, warnings, wordsOf } from "./sentences.js";
import { nameWithin, say, setLanguage, STRINGS } from "./strings.js";

const QUIET = 500; // ms without a key until sentences are looked at
const SETTLED = 2000; // ms until a text goes into the history
const MANY = 100; // sentences, which are drawn anew
const RARELY = 300; // ms after the last look at one of them
const CONTEXT = 2000; // characters of a text by which its language is told
const LONG = 1000; // characters of a paragraph that nobody waits for once it is gone
const PATIENCE = 2000; // ms until nobody waits for a short one, either
const UNSPACED = /^(zh|ja|th|lo|km|my)\b/; // languages written without spaces

const $ = (id) => document.getElementById(id);
const source = new SourcePane($("source"), $("mirror"));
const target = new TargetPane($("target"));
const files = new FileList($("file-list"), () => ({ ...pair(), glossary: glossary() }), announce);
const choices = new Choices($("choices"), () => target.current?.focus());
const languages = new Languages($("from"), $("to"), $("swap"));
const paragraphs = new Paragraphs();
const looks = new Looks(() => later("draw", draw, sentences().length > MANY ? RARELY : 0));

const state = {
  parts: [], // of the translation that is shown
  share: 1, // of the text whose translation that is
  most: Infinity, // characters of a text
  isWhole: true, // what is shown is the translation of the text
  running: null, // the request under way, with the texts that it asks for, and how
  told: () => "", // about the text
  said: () => "", // what the page says last, in the interface's language
  before: null, // the text that was replaced, with its languages
  shared: null, // the languages that an address brings, until the server has said which it serves
  isEntering: false, // the other view, which waits for the text's first sentence
};
const timers = {};

const sentences = () => state.parts.filter((part) => part.sentence).map((part) => part.sentence);
const pair = () => languages.pair;
const resolved = () => languages.resolved;
const joint = () => (UNSPACED.test($("to").value) ? "" : " ");

function later(name, work, wait) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(work, wait);
}

/** Say what `words` returns, now and, should it change, in another language of the interface. */
function announce(words, trouble = false) {
  state.said = words;
  $("status").textContent = words();
  $("status").classList.toggle("trouble", trouble);
}

/** Say something about the text, or nothing, which takes back what was said about it before. */
function tell(words, trouble = false) {
  if (words() || state.said === state.told) announce(words, trouble);
  state.told = words;
}

// Translating

/** Translate what is there now, or, where a request is under way, as soon as it has ended. */
function changed() {
  source.reset();
  showCount();
  choices.close();
  clearTimeout(timers.settle); // what is shown is of another text now
  state.isWhole = false;
  const isKnown = !missing().length;
  target.root.classList.toggle("waiting", !isKnown);
  showEmpty(!isKnown);
  if (!state.running) void translate();
  else if (isKnown) show(); // what is asked for is of a text that is gone
  if (state.running && !isWanted(state.running)) {
    const isLong = state.running.texts.every((text) => text.length > LONG);
    later("abandon", abandon, isLong ? 0 : PATIENCE);
  }
}

/** Say whether a request that is under way asks for something that is still to be shown. */
const isWanted = ({ texts, how }) =>
  how === settings() && texts.some((text) => source.text.includes(text));

/** Wait no longer for a request whose answer nobody wants. */
function abandon() {
  if (state.running && !isWanted(state.running)) state.running.abort();
}

/** Translate paragraph by paragraph, whatever the text has become meanwhile. */
async function translate() {
  if (!languages.served.length) return; // it is translated as soon as the server has answered
  clearTimeout(timers.again);
  try {
    for (let texts = missing(); texts.length; texts = missing()) {
      await ask(texts);
      show();
    }
    show();
  } catch (error) {
    retry(error); // what is shown is out of date, and looks so
  }
  enterInside(true);
}

const how = () => ({ ...resolved(), glossary: glossary() });
const settings = () => JSON.stringify([pair(), glossary(), $("key").value]);
const isTooLong = () => source.text.length > state.most && [...source.text].length > state.most;
const missing = () => (isTooLong() ? [] : paragraphs.missing(source.text, how()));

/** Ask for the translation of paragraphs; what is wrong with it is thrown while it is still wanted. */
async function ask(texts) {
  const asked = { ...pair(), glossary: glossary() };
  const wanted = () => JSON.stringify([missing(), settings()]);
  const before = wanted();
  state.running = Object.assign(new AbortController(), { texts, how: settings() });
  try {
    const context = asked.source ? "" : source.text.slice(0, CONTEXT);
    const answers = await api.translate(texts, { ...asked, context }, state.running.signal);
    const [{ source: detected }] = answers;
    if (!asked.source) languages.detected = detected;
    paragraphs.keep(texts, answers, { ...asked, source: asked.source ?? detected });
  } catch (error) {
    if (error.name !== "AbortError" && wanted() === before) throw error;
  } finally {
    state.running = null;
  }
}

/** Say what is wrong, and try again where that helps. */
function retry(error) {
  const wait = waitFor(error);
  tell(() => worded(error), true);
  showEmpty(Boolean(wait));
  $("copy").disabled = true;
  if (wait) later("again", translate, 1000 * wait);
}

/** Show what is known of the translation by now. */
function show() {
  if (!source.text.trim()) languages.detected = null;
  const { parts, share, stale } = paragraphs.translated(isTooLong() ? "" : source.text, how());
  Object.assign(state, { parts, share, isWhole: share === 1 && !isTooLong() });
  target.root.classList.toggle("waiting", stale);
  tell(...remark());
  const choice = memory.choices();
  for (const sentence of sentences()) {
    const own = choice(sentence.source, sentence.how);
    Object.assign(sentence, { automatic: sentence.text, text: own ?? sentence.text, chosen: Boolean(own) });
  }
  languages.showDetected();
  draw();
  enterInside(false);
  if (!state.isWhole) return;
  later("look", lookAtAll, QUIET);
  later("settle", settle, SETTLED);
}

/** Return what is to be said about the text, and whether it is a trouble. */
function remark() {
  const { source: from, target: to } = resolved();
  if (isTooLong()) return [() => say("tooLong", state.most), true];
  return [from === to && source.text.trim() ? () => say("already", nameWithin(to)) : () => "", false];
}

function draw() {
  for (const sentence of sentences()) sentence.look = looks.of(sentence);
  target.draw(state.parts, joint());
  source.draw(sentences());
  setLanguageOf(target.root, $("to").value);
  setLanguageOf(source.area, resolved().source ?? "");
  showEmpty(state.running !== null);
  $("hint").textContent =
    state.share < 1 ? say("translatedSoFar", Math.floor(100 * state.share)) : say("hint");
  target.root.ariaBusy = String(isBusy());
  $("copy").disabled = !target.root.textContent || !state.isWhole;
  showWarnings();
}

/** Say, where no translation is shown, whether one is to come. */
function showEmpty(isComing) {
  target.root.dataset.empty = say(isComing ? "translating" : "empty");
}

/** Set the language of an element, unless it has it: the browser styles all within it anew. */
function setLanguageOf(element, code) {
  if (element.lang !== code) element.lang = code;
}

/** Say whether more is to come about the translation that is shown. */
function isBusy() {
  return !state.isWhole || looks.missing(sentences()).length > 0;
}

/** Look at the sentences that are not known yet, until the server has had enough for a while. */
async function lookAtAll() {
  for (const sentence of looks.missing(sentences())) {
    if (state.running || !sentences().includes(sentence)) return;
    if (!(await lookAt(sentence))) return;
  }
}

/** Look at a sentence; return whether others can be looked at now. */
async function lookAt(sentence) {
  const wait = await looks.ask(sentence);
  if (wait) later("look", lookAtAll, 1000 * wait);
  return !wait;
}

function settle() {
  if (state.running || !state.isWhole || isTooLong()) return; // what is shown is of another text
  const text = target.root.textContent;
  $("spoken").textContent = text;
  if (source.text.trim()) {
    memory.remember({ ...pair(), text: source.text, translation: text });
  }
  writeAddress();
}

// The address, and the view that it names

/** Show the view that the address names. */
function route() {
  const { view, values } = address.read();
  for (const name of ["translate", "inside"]) $(`${name}-view`).hidden = name !== view;
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  state.isEntering = view === "inside";
  inside.leave();
  if (state.isEntering) enterInside(!state.running || "text" in values);
  else if (address.isForeign()) readAddress();
  else writeAddress();
}

/**
 * Show the inside of a model for the first sentence of the text as soon as it is known, or
 * `anyway`: of what stands in the text's first line, then.
 */
function enterInside(anyway) {
  if (!state.isEntering) return;
  const sentence = paragraphs.firstSentence(source.text, how());
  if (!sentence && !anyway) return;
  state.isEntering = false;
  inside.enter(sentence ?? source.text.trim().split("\n", 1)[0], resolved());
}

function writeAddress() {
  const { source: from, target: to } = pair();
  if (to) address.write("translate", { from, to, text: source.text });
}

/** Show the text that an address shares before anybody can type one, and keep its languages. */
function beginWithAddress() {
  const values = address.taken("translate");
  if (!values) return;
  state.shared = { source: values.from ?? "", target: values.to ?? memory.setting("to", "") };
  source.area.value = values.text ?? "";
  source.reset();
}

/** Take over the text and the languages that an address brings; what it lacks stays. */
function readAddress() {
  const { from = "", to, text } = address.read().values;
  replaceText(text ?? source.text, from, to ?? $("to").value);
}

// Words and their counterparts

/** Light a word and its counterparts; none puts all lights out. */
function light(sentence, side, number) {
  for (const each of document.querySelectorAll(".lit")) each.classList.remove("lit");
  if (!sentence) return;
  const [own, other] = side === "target" ? [0, 1] : [1, 0];
  const linked = wordsOf(sentence, sentence.look).links.filter((link) => link[own] === number);
  const sides = [target.wordsOf(sentence), source.wordsOf(sentence)];
  sides[own][number]?.classList.add("lit");
  for (const link of linked) sides[other][link[other]]?.classList.add("lit");
  if (!sentence.look) void lookAt(sentence);
}

function lightTarget(event) {
  const word = event.target.closest?.(".word");
  light(word?.parentElement.sentence, "target", word?.number);
}

function lightSource(word) {
  light(word?.parentElement.sentence, "source", word?.number);
}

// Other words

async function offer(word) {
  const { sentence } = word.parentElement;
  target.reach(word);
  choices.open(word);
  try {
    const place = serverPlace(sentence.text, word.place);
    const found = await api.otherWords(sentence, place);
    if (choices.word !== word) return;
    const offered = found
      .filter((each) => each.text !== sentence.text)
      .map((each) => ({
        label: each.word,
        example: each.text,
        choose: () => choose(sentence, each.text),
      }));
    if (sentence.chosen) {
      offered.push({ label: say("automatic"), choose: () => choose(sentence, null) });
    }
    choices.show(offered);
  } catch (error) {
    if (choices.word !== word) return;
    choices.close();
    tell(() => worded(error), true);
  }
}

function choose(sentence, text) {
  const { source: from, how: made } = sentence;
  memory.choose(from, { ...made, glossary: glossary() }, text); // which may have changed meanwhile
  const isSame = (one) => one.source === from && one.how.source === made.source && one.how.target === made.target;
  for (const each of sentences().filter(isSame)) {
    Object.assign(each, { text: text ?? each.automatic, chosen: Boolean(text) });
  }
  draw();
  later("look", lookAtAll, 0);
  later("settle", settle, SETTLED);
}

// Everything around the panes

function glossary() {
  const lines = $("glossary").value.split("\n").map((line) => line.split("="));
  const terms = lines.filter((sides) => sides.length === 2 && sides.every((side) => side.trim()));
  return Object.fromEntries(terms.map((sides) => sides.map((side) => side.trim())));
}

function showCount() {
  const format = (number) => number.toLocaleString(document.documentElement.lang);
  const count = [...source.text].length;
  $("count").textContent = count && state.most < Infinity ? say("count", format(count), format(state.most)) : "";
}

function showWarnings() {
  const found = sentences().flatMap((sentence) => warnings(sentence, sentence.look));
  $("warnings").hidden = !found.length;
  const items = found.map(({ fault, words }) => element("li", "", say(fault, words)));
  $("warnings").querySelector("ul").replaceChildren(...items);
  $("legend").hidden = !target.root.querySelector(".doubtful");
}

/** Return the languages to begin with: those of an address, or else those of last time. */
const firstPair = () =>
  state.shared ?? { source: memory.setting("from", ""), target: memory.setting("to", "") };

/** Translate another text, or the same one, from and into these languages; it can be undone. */
function replaceText(text, from, to) {
  languages.keep(source.text);
  const before = source.text ? { text: source.text, ...pair() } : null;
  languages.choose(from, to);
  if (text !== source.text) source.replace(text);
  offerUndo(before);
  languages.keep(source.text);
  changed();
}

/** Show the button that brings back what was replaced, until the text is changed otherwise. */
function offerUndo(before) {
  state.before = before;
  $("undo").classList.toggle("able", before !== null);
}

/** Bring back what was replaced, its languages included. */
function undo() {
  const { text, source: from, target: to } = state.before;
  source.area.focus();
  if (source.text !== text) document.execCommand("undo"); // so that it can be done again
  if (source.text !== text) source.replace(text);
  languages.choose(from, to);
  offerUndo(null);
  changed();
}

/** Take note of what was typed; a text that was replaced and is brought back has its languages again. */
function typed(event) {
  offerUndo(null);
  if (event.inputType?.startsWith("history")) languages.bringBack(source.text);
  changed();
}

function swap() {
  const { source: from, target: to } = resolved();
  replaceText(state.isWhole ? target.root.textContent : source.text, to, from);
  source.area.focus();
}

async function copy() {
  const text = target.root.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const selected = getSelection();
    selected.selectAllChildren(target.root);
    document.execCommand("copy");
    selected.removeAllRanges();
  }
  tell(() => say("copied"));
}

function openHistory() {
  const entries = memory.past().map((entry) => {
    const item = element("li");
    const button = element("button");
    button.type = "button";
    button.append(element("b", "", entry.text), element("span", "", entry.translation));
    button.addEventListener("click", () => restore(entry));
    item.append(button);
    return item;
  });
  const none = element("li", "quiet", say("nothingPast"));
  $("past").replaceChildren(...(entries.length ? entries : [none]));
  $("forget").disabled = !entries.length;
  if (!$("history").open) $("history").showModal();
}

function restore(entry) {
  $("history").close();
  replaceText(entry.text, entry.source, entry.target);
  source.area.focus();
}

function setInterface(code) {
  setLanguage(code);
  choices.close();
  $("status").textContent = state.said();
  $("interface").value = document.documentElement.lang;
  languages.offer(firstPair);
  showCount();
  files.draw();
  draw();
}

function setColours(name) {
  document.documentElement.dataset.colours = name;
  $("colours").value = name;
}

function listen() {
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // the fragment is the state of the page
    $(address.read().view === "inside" ? "inside-text" : "source").focus();
  });
  source.area.addEventListener("input", typed);
  source.area.addEventListener("mousemove", (event) =>
    lightSource(source.wordAt(event.clientX, event.clientY)));
  source.area.addEventListener("mouseleave", () => light(null));
  document.addEventListener("selectionchange", () => {
    if (document.activeElement === source.area) lightSource(source.wordAtCaret());
  });
  target.root.addEventListener("mouseover", lightTarget);
  target.root.addEventListener("mouseleave", () => light(null));
  target.root.addEventListener("focusin", lightTarget);
  target.root.addEventListener("click", (event) => {
    const word = event.target.closest(".word");
    if (word && getSelection().isCollapsed) void offer(word);
  });
  target.root.addEventListener("keydown", (event) => {
    const moves = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8, Home: -1e9, End: 1e9 };
    if (event.key in moves) target.move(moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") void offer(event.target);
    else return;
    event.preventDefault();
  });
  $("from").addEventListener("change", () => {
    memory.keepSetting("from", $("from").value);
    languages.choose($("from").value, $("to").value);
    changed();
  });
  $("to").addEventListener("change", () => {
    memory.keepSetting("to", $("to").value);
    changed();
  });
  $("swap").addEventListener("click", swap);
  $("undo").addEventListener("click", undo);
  $("copy").addEventListener("click", copy);
  $("clear").addEventListener("click", () => {
    replaceText("", $("from").value, $("to").value);
    source.area.focus();
  });
  $("open-history").addEventListener("click", openHistory);
  $("close-history").addEventListener("click", () => $("history").close());
  $("forget").addEventListener("click", () => {
    clearTimeout(timers.settle); // or else the text would be back at once
    memory.forget();
    openHistory();
  });
  $("interface").addEventListener("change", () => {
    memory.keepSetting("interface", $("interface").value);
    setInterface($("interface").value);
  });
  $("colours").addEventListener("change", () => {
    memory.keepSetting("colours", $("colours").value);
    setColours($("colours").value);
  });
  $("glossary").addEventListener("input", () => {
    memory.keepSetting("glossary", $("glossary").value);
    later("glossary", changed, QUIET);
  });
  $("choose-file").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", () => {
    files.add($("file").files);
    $("file").value = "";
  });
  acceptDrops((dropped) => {
    if (address.read().view !== "translate") location.hash = "#translate"; // where files are shown
    files.add(dropped);
  });
  $("key").addEventListener("input", () => {
    sessionStorage.setItem("tolmach.key", $("key").value);
    api.showKey($("key").value);
    looks.forgetRefused();
    later("key", changed, QUIET);
  });
}

/** Return the first of the browser's languages that the page speaks. */
function ownLanguage() {
  const wanted = navigator.languages.map((each) => each.slice(0, 2));
  return wanted.find((code) => code in STRINGS) ?? "en";
}

/** Ask the server what it serves, until it answers. */
async function connect() {
  try {
    const [served, told] = await Promise.all([api.languages(), api.settings()]);
    state.most = told.charLimit;
    $("file").accept = told.supportedFilesFormat.join(",");
    $("key-field").hidden = !told.keyRequired;
    $("key").value = sessionStorage.getItem("tolmach.key") ?? "";
    api.showKey($("key").value);
    await inside.start();
    languages.served = served;
  } catch {
    tell(() => say("offline"), true);
    later("again", connect, 3000);
    return;
  }
  languages.offer(firstPair);
  changed();
  route();
  addEventListener("hashchange", route);
}

setColours(memory.setting("colours", "auto"));
$("glossary").value = memory.setting("glossary", "");
listen();
beginWithAddress();
setInterface(memory.setting("interface", ownLanguage()));
void connect();
