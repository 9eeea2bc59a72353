/** The view Inside: one sentence in one model, and everything that can be seen of it. */

import * as address from "../address.js";
import * as api from "../api.js";
import { element } from "../panes.js";
import { waitFor, worded } from "../problems.js";
import { language, nameWithin, say, setLanguage } from "../strings.js";
import { Attention } from "./attention.js";
import { Chances } from "./chances.js";
import { Controls, SLIDERS } from "./controls.js";
import { Inside } from "./data.js";
import { Diagram } from "./diagram.js";
import { Heads } from "./heads.js";
import { Layers } from "./layers.js";
import { Models } from "./models.js";
import { Pieces } from "./pieces.js";
import { Redrawing } from "./redrawing.js";
import { Tree } from "./search.js";
import { Stepper } from "./stepper.js";
import { staged, Tour } from "./tour.js";

const QUIET = 350; // ms without a key or a move of a slider until the server is asked
const MOST_KNOWN = 40; // answers that are kept
const MOST_DETAILS = 400;
const EXAMPLES = {
  de: "Das Kind kauft heute zwei rote Äpfel.",
  en: "The child is buying two red apples today.",
  ru: "Ребёнок покупает сегодня два красных яблока.",
};
const START = {
  text: "",
  model: "",
  beam: 5,
  penalty: 1.5,
  temperature: 1,
  prefix: [],
  step: 0,
  kind: "decoder.cross",
  layer: 0,
  head: 0,
  place: null,
  box: null,
  side: "source",
  merges: null,
  tour: null,
};
const ASKED = ["text", "model", "beam", "penalty", "prefix"]; // what the answer depends on

const main = document.getElementById("inside-view");
const state = { ...START };
const known = new Map(); // answers by what was asked
const details = new Map(); // boxes, samples and roles, by what was asked
const timers = {};
const parts = {};
let models = [];
let running = null;
let shown = null; // the answer that is drawn
let said = () => ""; // what is said last, in the interface's language
let open = false;
let frame = null; // the next one, where something is to be drawn
let entire = false; // whether what is out of sight is to be drawn in it, too

function later(name, work, wait) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(work, wait);
}

/** Say what `words` returns, now and, should it change, in another language of the interface. */
function tell(words, trouble = false) {
  said = words;
  parts.status.textContent = words();
  parts.status.classList.toggle("trouble", trouble);
}

/** Say that the sentence is in a language that the model does not read, if it is. */
const tellLanguage = (foreign, read) =>
  tell(() => (foreign ? say("insideForeign", nameWithin(foreign), nameWithin(read)) : ""), Boolean(foreign));

const served = () => models.find((each) => each.name === state.model) ?? models[0];
const keyOf = (asked) => JSON.stringify(ASKED.map((name) => asked[name]));

/** Change the state, draw what is known, and ask for what is not. */
function change(changes) {
  const before = keyOf(state);
  if ("tour" in changes && shown)
    Object.assign(changes, { ...staged(changes.tour, shown.found.boxes), ...changes });
  Object.assign(state, changes);
  if ("text" in changes || "model" in changes)
    Object.assign(state, { prefix: [], box: null, place: null, merges: null });
  if ("text" in changes) state.step = 0;
  parts.tour.show(state.tour);
  parts.controls.show(state, models);
  if (keyOf(state) === before) draw("tour" in changes); // whose cards scroll to what they open
  else later("ask", ask, "text" in changes ? QUIET : 120);
  if ("temperature" in changes) later("samples", askSamples, QUIET);
}

const goTo = (step) => change({ step });

/** Force a piece at a step: all translations begin with what is written before, and with it. */
function force(step, piece) {
  change({ prefix: [...shown.found.target.ids.slice(0, step), piece], step });
}

// What the server is asked

const request = (asked, others) => ({
  text: asked.text,
  source: served().source,
  target: served().target,
  model: asked.model,
  beam: asked.beam,
  length_penalty: asked.penalty,
  prefix: asked.prefix,
  ...others,
});

async function ask() {
  const key = keyOf(state);
  running?.abort();
  if (!state.text.trim()) {
    shown = null;
    main.classList.remove("waiting");
    tell(() => "");
    draw();
    return;
  }
  const own = new AbortController();
  running = own;
  main.classList.add("waiting");
  tell(() => (shown ? "" : say("insideLoading")));
  try {
    const found = await answer({ ...state }, own.signal);
    if (keyOf(state) !== key) return;
    show(found);
    tellLanguage(found.found.foreign, served().source);
    later("details", askDetails, 50);
  } catch (error) {
    if (error.name !== "AbortError" && keyOf(state) === key) retry(error);
  } finally {
    if (running === own && keyOf(state) === key) main.classList.remove("waiting");
  }
}

/** Return the answer to what is asked, from memory where it is known. */
async function answer(asked, signal) {
  const key = keyOf(asked);
  const before = known.get(key);
  if (before) return before;
  const { inside } = await api.lookInside(request(asked, { parts: ["inside"] }), signal);
  const found = new Inside(inside);
  known.set(key, found);
  if (known.size > MOST_KNOWN) known.delete(known.keys().next().value);
  return found;
}

function retry(error) {
  const wait = waitFor(error);
  if (!wait && state.prefix.length) {
    change({ prefix: [] }); // of another model, perhaps, and shared with its address
    return;
  }
  tell(() => worded(error), true);
  if (wait) later("ask", ask, 1000 * wait);
}

/** Ask, one after the other, for what figures in sight show beside the answer. */
async function askDetails() {
  const key = keyOf(state);
  const still = () => shown && keyOf(state) === key && open;
  try {
    if (state.prefix.length) await answer({ ...state, prefix: [] });
    if (still()) draw();
    if (still() && parts.drawings.inSight.has("tree")) await askSamples();
    if (still() && parts.drawings.inSight.has("heads")) {
      await detail(rolesKey(), () => request(state, { parts: ["heads"], text: "-" }), "heads");
    }
    for (const model of parts.drawings.inSight.has("models") ? siblings() : []) {
      if (!still()) return;
      await answer({ ...state, model: model.name, prefix: model.name === state.model ? state.prefix : [] });
      draw();
    }
  } catch (error) {
    if (error.wait) later("details", askDetails, 1000 * error.wait);
  }
}

const siblings = () =>
  models.filter((each) => each.source === served().source && each.target === served().target);
const rolesKey = () => `roles ${state.model}`;
const samplesKey = () => `samples ${keyOf(state)} ${state.temperature}`;
const boxKey = (box) => `box ${keyOf(state)} ${shown.found.target.ids} ${box}`;

async function detail(key, body, part) {
  if (details.has(key)) return;
  details.set(key, null);
  if (details.size > MOST_DETAILS) details.delete(details.keys().next().value);
  try {
    details.set(key, (await api.lookInside(body()))[part]);
    draw();
  } catch (error) {
    details.delete(key);
    throw error;
  }
}

const askSamples = () =>
  shown &&
  detail(
    samplesKey(),
    () => request(state, { parts: ["samples"], temperature: state.temperature }),
    "samples",
  ).catch(() => {});

/** Ask for the numbers of a box. */
function askBox(box) {
  const pieces = shown.found.target.ids;
  detail(boxKey(box), () => request(state, { parts: ["box"], box, pieces }), "box").catch((error) =>
    tell(() => worded(error), true),
  );
}

// What is shown

function show(found) {
  shown = found;
  state.step = Math.min(state.step, found.steps - 1);
  draw(true);
}

/** Draw anew with the next frame, however often it is asked for; `all` where heights may change. */
function draw(all = false) {
  entire ||= all;
  if (open) frame ??= requestAnimationFrame(paint);
}

function paint() {
  frame = null;
  if (!open) return;
  parts.figures.hidden = !shown;
  parts.stepper.root.hidden = !shown;
  if (shown) parts.drawings.show(contents());
  else parts.drawings.pause();
  if (entire) parts.drawings.finish();
  entire = false;
  writeAddress();
}

/** Return what each part shows, which is drawn anew where it has changed. */
function contents() {
  const { model, step, box, kind, layer, head, place, temperature, prefix, side, merges } = state;
  const told = (key) => details.get(key) ?? null;
  const attended = { kind, layer, head, place, step };
  const compared = siblings();
  return {
    stepper: [shown, { step }],
    diagram: [shown, { step, box, ...(box === null ? {} : { place, temperature }) }, told(boxKey(box))],
    attention: [shown, attended],
    heads: [shown, attended, told(rolesKey())],
    chances: [shown, { step, temperature, prefix }, known.get(keyOf({ ...state, prefix: [] }))],
    layers: [shown, { step }],
    tree: [shown, { step }, told(samplesKey())],
    pieces: [shown, { side, merges }],
    models: [compared, model, compared.map(({ name }) => answerOf(name))],
  };
}

/** Return the answer of a model, where it is known. */
const answerOf = (name) =>
  name === state.model ? shown : known.get(keyOf({ ...state, model: name, prefix: [] }));

// The address

const NUMBERS = ["beam", "penalty", "temperature", "step", "layer", "head", "place", "box", "merges", "tour"];

function writeAddress() {
  const values = Object.entries(state).map(([name, value]) => [
    name,
    name === "prefix" ? value.join(".") : value,
  ]);
  const told = values.filter(
    ([name, value]) => `${value}` !== `${START[name]}` || name === "text" || name === "model",
  );
  const { kind, layer, head } = shown?.attended(state) ?? state;
  const shorter = Object.fromEntries(told);
  if (shorter.kind) Object.assign(shorter, { kind, layer, head });
  address.write("inside", shorter);
}

/** Take over what an address says; what it says wrongly is left as it is. */
function readAddress() {
  const { values } = address.read();
  const given = Object.entries(values).filter(([name]) => name in START);
  const found = Object.fromEntries(
    given.map(([name, value]) => [name, NUMBERS.includes(name) ? Number(value) : value]),
  );
  for (const name of NUMBERS) if (!Number.isFinite(found[name])) delete found[name];
  for (const { name, min, max } of SLIDERS) {
    if (name in found) found[name] = Math.min(max, Math.max(min, Math.round(found[name] * 10) / 10));
  }
  const pieces = (found.prefix ?? "").split(".").map(Number);
  found.prefix = pieces.filter((each) => Number.isInteger(each) && each > 2);
  Object.assign(state, START, found);
  state.beam = Math.round(state.beam);
  state.step = Math.max(0, Math.round(state.step));
}

// The parts of the view

function build() {
  parts.controls = new Controls(change);
  parts.status = element("p", "status");
  parts.status.setAttribute("role", "status");
  parts.stepper = new Stepper(goTo);
  parts.tour = new Tour(change);
  buildFigures();
  const { controls, stepper, tour } = parts;
  main.append(controls.root, parts.status, stepper.root, parts.figures, tour.root);
}

function buildFigures() {
  const figures = {
    diagram: new Diagram(change, askBox),
    attention: new Attention(change, goTo),
    heads: new Heads(change),
    chances: new Chances(force, () => change({ prefix: [] })),
    layers: new Layers(goTo),
    tree: new Tree(goTo),
    pieces: new Pieces(change),
    models: new Models((model) => change({ model })),
  };
  parts.figures = element("div", "figures");
  const order = ["diagram", "attention", "chances", "layers", "tree", "heads", "pieces", "models"];
  parts.figures.append(...order.map((name) => figures[name].root));
  parts.figures.addEventListener("click", () => parts.drawings.finish(), { capture: true });
  parts.drawings = new Redrawing({ stepper: parts.stepper, ...figures }, seen);
}

/** Draw what has come into sight, and ask for what it shows beside the answer. */
function seen() {
  draw();
  later("details", askDetails, 50);
}

/** Take over a sentence of the other view, in a model of its languages where there is one. */
function takeOver(sentence, fitting) {
  Object.assign(state, { text: sentence, prefix: [], step: 0, box: null });
  if (fitting.length && !fitting.some((each) => each.name === state.model)) state.model = fitting[0].name;
}

/** Show the view, for a sentence of the other one unless the address names its own. */
export function enter(sentence, languages) {
  open = true;
  const fitting = models.filter(
    (each) => each.source === languages.source && each.target === languages.target,
  );
  if (address.read().view === "inside" && address.read().values.text !== undefined) readAddress();
  else if (sentence && sentence !== state.text) takeOver(sentence, fitting);
  if (!models.some((each) => each.name === state.model)) state.model = (fitting[0] ?? models[0])?.name ?? "";
  state.text ||= EXAMPLES[served()?.source.slice(0, 2)] ?? "";
  parts.tour.show(state.tour);
  parts.controls.show(state, models);
  void ask();
  draw();
}

/** Leave the view; nothing more is asked for, and nothing is shown until it is entered again. */
export function leave() {
  open = false;
  parts.figures.hidden = true;
  parts.stepper.root.hidden = true;
  tell(() => say("insideLoading"));
  for (const timer of Object.values(timers)) clearTimeout(timer);
  parts.drawings.pause();
  parts.tour.show(null);
  running?.abort();
}

/** Make the view, for the models that the server lists. */
export async function start() {
  models = await api.models();
  build();
  setLanguage(language()); // writes the words of the new parts
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) later("resize", () => draw(true), 100);
    width = innerWidth;
  });
  // after the page has taken the choice over
  document.getElementById("interface").addEventListener("change", () =>
    setTimeout(() => {
      parts.status.textContent = said();
      parts.controls.show(state, models);
      draw(true);
      parts.tour.show(state.tour);
    }),
  );
}
