/** The view Inside: one sentence in one model, and everything that can be seen of it. */

import * as address from "../address.js";
import * as api from "../api.js";
import { element } from "../panes.js";
import { language, say, setLanguage } from "../strings.js";
import { Attention, Heads, settled } from "./attention.js";
import { Chances, direction } from "./chances.js";
import { Inside } from "./data.js";
import { Diagram } from "./diagram.js";
import { choice, percent, refill } from "./drawing.js";
import { Layers } from "./layers.js";
import { Models } from "./models.js";
import { Pieces } from "./pieces.js";
import { Tree } from "./search.js";
import { staged, Tour } from "./tour.js";

const QUIET = 350; // ms without a key or a move of a slider until the server is asked
const MOST_KNOWN = 40; // answers that are kept
const EXAMPLES = {
  de: "Das Kind kauft heute zwei rote Äpfel.",
  en: "The child is buying two red apples today.",
  ru: "Ребёнок покупает сегодня два красных яблока.",
};
const SLIDERS = [
  { name: "beam", min: 1, max: 10, step: 1 },
  { name: "penalty", min: 0, max: 3, step: 0.1 },
  { name: "temperature", min: 0.1, max: 2, step: 0.1 },
];
const START = {
  text: "", model: "", beam: 5, penalty: 1.5, temperature: 1, prefix: [], step: 0,
  kind: "decoder.cross", layer: 0, head: 0, place: null, box: null, side: "source", merges: null, tour: null,
};
const ASKED = ["text", "model", "beam", "penalty", "prefix"]; // what the answer depends on

const main = document.getElementById("inside-view");
const state = { ...START };
const known = new Map(); // answers by what was asked
const details = new Map(); // boxes, samples and roles, by what was asked
const inSight = new Set(); // the figures that are, or soon will be
const timers = {};
const parts = {};
let models = [];
let running = null;
let shown = null; // the answer that is drawn
let open = false;
let frame = null; // the next one, where something is to be drawn

function later(name, work, wait) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(work, wait);
}

function tell(message, trouble = false) {
  parts.status.textContent = message;
  parts.status.classList.toggle("trouble", trouble);
}

const served = () => models.find((each) => each.name === state.model) ?? models[0];
const keyOf = (asked) => JSON.stringify(ASKED.map((name) => asked[name]));

/** Change the state, draw what is known, and ask for what is not. */
function change(changes) {
  const before = keyOf(state);
  if ("tour" in changes && shown) Object.assign(changes, { ...staged(changes.tour, shown.found.boxes), ...changes });
  Object.assign(state, changes);
  if ("text" in changes || "model" in changes) Object.assign(state, { prefix: [], box: null, place: null, merges: null });
  if ("text" in changes) state.step = 0;
  parts.tour.show(state.tour);
  showControls();
  if (keyOf(state) === before) draw();
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
  if (!state.text.trim()) {
    shown = null;
    draw();
    return;
  }
  running?.abort();
  running = new AbortController();
  main.classList.add("waiting");
  tell(shown ? "" : say("insideLoading"));
  try {
    const found = await answer({ ...state }, running.signal);
    if (keyOf(state) !== key) return;
    show(found);
    tell("");
    later("details", askDetails, 50);
  } catch (error) {
    if (error.name !== "AbortError") retry(error);
  } finally {
    if (keyOf(state) === key) main.classList.remove("waiting");
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
  const offline = error instanceof TypeError;
  const wait = offline ? 3 : error.wait;
  tell(offline ? say("offline") : wait ? say("busy", wait) : error.message, true);
  if (wait) later("ask", ask, 1000 * wait);
}

/** Ask, one after the other, for what figures in sight show beside the answer. */
async function askDetails() {
  const key = keyOf(state);
  const still = () => shown && keyOf(state) === key && open;
  try {
    if (state.prefix.length) await answer({ ...state, prefix: [] });
    if (still()) draw();
    if (still() && inSight.has("tree")) await askSamples();
    if (still() && inSight.has("heads")) {
      await detail(rolesKey(), () => request(state, { parts: ["heads"], text: "-" }), "heads");
    }
    for (const model of inSight.has("models") ? siblings() : []) {
      if (!still()) return;
      await answer({ ...state, model: model.name, prefix: model.name === state.model ? state.prefix : [] });
      draw();
    }
  } catch (error) {
    if (error.wait) later("details", askDetails, 1000 * error.wait);
  }
}

const siblings = () => models.filter((each) => each.source === served().source && each.target === served().target);
const rolesKey = () => `roles ${state.model}`;
const samplesKey = () => `samples ${keyOf(state)} ${state.temperature}`;
const boxKey = (box) => `box ${keyOf(state)} ${box}`;

async function detail(key, body, part) {
  if (details.has(key)) return;
  details.set(key, null);
  try {
    details.set(key, (await api.lookInside(body()))[part]);
    draw();
  } catch (error) {
    details.delete(key);
    throw error;
  }
}

const askSamples = () =>
  shown && detail(samplesKey(), () => request(state, { parts: ["samples"], temperature: state.temperature }), "samples").catch(() => {});

/** Return the numbers of a box, or nothing yet, and ask for them. */
function askBox(box) {
  const key = boxKey(box);
  if (!details.has(key)) {
    const pieces = shown.found.target.ids;
    detail(key, () => request(state, { parts: ["box"], box, pieces }), "box").catch((error) => tell(error.message, true));
  }
  return details.get(key);
}

// What is shown

function show(found) {
  shown = found;
  state.step = Math.min(state.step, found.steps - 1);
  draw();
}

/** Draw anew with the next frame, however often it is asked for until then. */
function draw() {
  if (open) frame ??= requestAnimationFrame(paint);
}

function paint() {
  frame = null;
  if (!open) return;
  parts.figures.hidden = !shown;
  parts.stepper.hidden = !shown;
  if (shown) {
    showStepper();
    parts.diagram.show(shown, state);
    parts.attention.show(shown, state);
    parts.heads.show(shown, state, details.get(rolesKey()));
    parts.chances.show(shown, state, known.get(keyOf({ ...state, prefix: [] })));
    parts.layers.show(shown, state);
    parts.tree.show(shown, state, details.get(samplesKey()));
    parts.pieces.show(shown, state);
    const others = new Map(siblings().map((each) =>
      [each.name, each.name === state.model ? shown : known.get(keyOf({ ...state, model: each.name, prefix: [] }))]));
    parts.models.show(siblings(), state.model, others);
  }
  writeAddress();
}

function showStepper() {
  const { step } = state;
  const { said, probability } = shown.found.next_pieces[step];
  parts.slider.max = `${shown.steps - 1}`;
  parts.slider.value = `${step}`;
  parts.slider.setAttribute("aria-valuetext", say("stepValue", step + 1, shown.steps, said));
  parts.stepName.textContent = say("step", step + 1, shown.steps);
  const chips = shown.target.map((piece, place) => {
    const made = element("button", place === step ? "piece now" : place < step ? "piece past" : "piece", piece);
    made.type = "button";
    made.tabIndex = -1;
    if (place === step) made.setAttribute("aria-current", "step");
    made.addEventListener("click", () => goTo(place));
    return made;
  });
  parts.strip.replaceChildren(...chips);
  const now = chips[step];
  parts.strip.scrollLeft = now.offsetLeft - parts.strip.clientWidth / 2;
  parts.stepSaid.textContent = say("stepSaid", said, percent(probability));
  parts.previous.disabled = step === 0;
  parts.following.disabled = step === shown.steps - 1;
}

function showControls() {
  const options = models.map((each) => [each.name, `${each.name} · ${say(each.architecture)}, ${direction(each.source, each.target)}`]);
  refill(parts.model, choice(say("model"), options, state.model, (model) => change({ model })));
  if (document.activeElement !== parts.text) parts.text.value = state.text;
  parts.text.lang = served()?.source ?? "";
  for (const { name } of SLIDERS) {
    const { input, output } = parts.sliders[name];
    input.value = `${state[name]}`;
    output.textContent = state[name].toLocaleString(document.documentElement.lang);
    input.setAttribute("aria-valuetext", output.textContent);
  }
}

// The address

const NUMBERS = ["beam", "penalty", "temperature", "step", "layer", "head", "place", "box", "merges", "tour"];

function writeAddress() {
  const values = Object.entries(state).map(([name, value]) => [name, name === "prefix" ? value.join(".") : value]);
  const told = values.filter(([name, value]) => `${value}` !== `${START[name]}` || name === "text" || name === "model");
  const { kind, layer, head } = (shown && settled(shown, state)) ?? state;
  const shorter = Object.fromEntries(told);
  if (shorter.kind) Object.assign(shorter, { kind, layer, head });
  address.write("inside", shorter);
}

/** Take over what an address says; what it says wrongly is left as it is. */
function readAddress() {
  const { values } = address.read();
  const found = {};
  for (const name of NUMBERS) {
    if (values[name] !== undefined && Number.isFinite(Number(values[name]))) found[name] = Number(values[name]);
  }
  for (const { name, min, max } of SLIDERS) {
    if (name in found) found[name] = Math.min(max, Math.max(min, Math.round(found[name] * 10) / 10));
  }
  for (const name of ["text", "model", "kind", "side"]) if (values[name] !== undefined) found[name] = values[name];
  if (values.prefix) found.prefix = values.prefix.split(".").map(Number).filter((each) => Number.isInteger(each) && each > 2);
  Object.assign(state, START, found);
  state.step = Math.max(0, Math.round(state.step));
}

// The parts of the view

function build() {
  parts.text = element("textarea", "sentence-field");
  parts.text.rows = 2;
  parts.text.id = "inside-text";
  parts.text.maxLength = 1000;
  parts.text.dataset.placeholder = "insidePlaceholder";
  parts.text.addEventListener("input", () => change({ text: parts.text.value.replace(/\s+/gu, " ") }));
  const field = element("label", "field-label");
  const name = element("span", "quiet");
  name.dataset.say = "sentence";
  field.append(name, parts.text);
  parts.model = element("div", "controls");
  const sliders = element("div", "sliders");
  parts.sliders = Object.fromEntries(SLIDERS.map((each) => [each.name, slider(each, sliders)]));
  const tour = element("button", "primary");
  tour.type = "button";
  tour.dataset.say = "tourStart";
  tour.addEventListener("click", () => change({ tour: 0 }));
  const controls = element("section", "card inside-controls");
  controls.id = "inside-controls";
  controls.dataset.label = "insideControls";
  const lead = element("p", "quiet lead");
  lead.dataset.say = "insideLead";
  const foot = element("div", "controls");
  foot.append(parts.model, tour);
  controls.append(lead, field, sliders, foot);
  parts.status = element("p", "status");
  parts.status.setAttribute("role", "status");
  buildStepper();
  buildFigures();
  parts.tour = new Tour(change);
  main.append(controls, parts.status, parts.stepper, parts.figures, parts.tour.root);
}

function slider({ name, min, max, step }, bar) {
  const input = element("input");
  Object.assign(input, { type: "range", min: `${min}`, max: `${max}`, step: `${step}`, id: `inside-${name}` });
  input.addEventListener("input", () => change({ [name]: Number(input.value) }));
  const output = element("output", "strong");
  output.setAttribute("for", input.id);
  const text = element("span", "quiet");
  text.dataset.say = name;
  const label = element("label", "slider");
  const head = element("span", "slider-head");
  head.append(text, output);
  label.append(head, input);
  bar.append(label);
  return { input, output };
}

function buildStepper() {
  parts.stepper = element("section", "stepper");
  parts.stepper.dataset.label = "stepperLabel";
  parts.stepName = element("b");
  parts.stepSaid = element("span", "quiet");
  parts.strip = element("div", "strip");
  parts.strip.setAttribute("aria-hidden", "true"); // the slider says the same
  parts.slider = element("input");
  Object.assign(parts.slider, { type: "range", min: "0", id: "inside-step" });
  parts.slider.dataset.label = "stepSlider";
  parts.slider.addEventListener("input", () => goTo(Number(parts.slider.value)));
  parts.previous = arrow("previousStep", "m15 5-7 7 7 7", -1);
  parts.following = arrow("nextStep", "m9 5 7 7-7 7", 1);
  const bar = element("div", "stepper-bar");
  bar.append(parts.previous, parts.slider, parts.following);
  const head = element("div", "stepper-head");
  head.append(parts.stepName, parts.stepSaid);
  parts.stepper.append(head, parts.strip, bar);
}

function arrow(name, path, by) {
  const made = element("button", "round");
  made.type = "button";
  made.dataset.label = name;
  made.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
  made.addEventListener("click", () => goTo(state.step + by));
  return made;
}

function buildFigures() {
  Object.assign(parts, {
    diagram: new Diagram(change, askBox),
    attention: new Attention(change, goTo),
    heads: new Heads(change),
    chances: new Chances(force, () => change({ prefix: [] })),
    layers: new Layers(goTo),
    tree: new Tree(goTo),
    pieces: new Pieces(change),
    models: new Models((model) => change({ model })),
  });
  parts.figures = element("div", "figures");
  const order = ["diagram", "attention", "chances", "layers", "tree", "heads", "pieces", "models"];
  parts.figures.append(...order.map((name) => parts[name].root));
  const observer = new IntersectionObserver(seen, { rootMargin: "300px" });
  for (const name of ["tree", "heads", "models"]) observer.observe(parts[name].root);
}

/** Take note of the figures that have come into sight, or have left it. */
function seen(entries) {
  for (const { target, isIntersecting } of entries) {
    const name = target.id.replace("figure-", "");
    if (isIntersecting) inSight.add(name);
    else inSight.delete(name);
  }
  later("details", askDetails, 50);
}

/** Show the view, for a sentence of the other one unless the address names its own. */
export function enter(sentence, languages) {
  open = true;
  if (address.read().view === "inside" && address.read().values.text !== undefined) readAddress();
  else if (sentence && sentence !== state.text) Object.assign(state, { text: sentence, prefix: [], step: 0, box: null });
  const fitting = models.filter((each) => each.source === languages.source && each.target === languages.target);
  if (!models.some((each) => each.name === state.model)) state.model = (fitting[0] ?? models[0])?.name ?? "";
  state.text ||= EXAMPLES[served()?.source.slice(0, 2)] ?? "";
  parts.tour.show(state.tour);
  showControls();
  void ask();
  draw();
}

/** Leave the view; nothing more is asked for. */
export function leave() {
  open = false;
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
    if (innerWidth !== width) later("resize", draw, 100);
    width = innerWidth;
  });
  // after the page has taken the choice over
  document.getElementById("interface").addEventListener("change", () => setTimeout(() => {
    showControls();
    draw();
    parts.tour.show(state.tour);
  }));
}

