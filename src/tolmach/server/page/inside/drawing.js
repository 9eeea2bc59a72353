/** Figures: SVG whose looks are classes of the style sheet, light or dark as the page is. */

import { element } from "../panes.js";
import { say } from "../strings.js";

const NS = "http://www.w3.org/2000/svg";
const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/gu; // no XML, or not seen
const LOOKS = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "font-size",
  "font-weight",
  "font-style",
  "font-family",
  "text-anchor",
];
const LEVELS = 24; // shades of a matrix

/** Return an SVG element; children that are null are left out. */
export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** Return a text as it can be shown: what is no character of XML is replaced. */
export const shown = (text) => text.replace(CONTROL, "\ufffd");

/** Return a text in a figure; the mark of a space is drawn faintly, so that letters stand out. */
export function label(text, x, y, attributes = {}) {
  const parts = shown(text).split(/(▁)/u).filter(Boolean);
  const marked = parts.map((part) => (part === "▁" ? svg("tspan", { class: "space" }, part) : part));
  const { class: name = "", ...others } = attributes;
  return svg("text", { x, y, class: `ink ${name}`.trim(), ...others }, ...marked);
}

const pencil = document.createElement("canvas").getContext("2d");

/** Return the width of a text in a figure. */
export function widthOf(text, size = 14, weight = 400) {
  pencil.font = `${weight} ${size}px ${FONT}`;
  return pencil.measureText(shown(text)).width;
}

/** Return as much of a text as has room. */
export function clipped(text, room, size = 14) {
  if (widthOf(text, size) <= room) return text;
  const letters = [...text];
  while (letters.length && widthOf(`${letters.join("")}…`, size) > room) letters.pop();
  return `${letters.join("")}…`;
}

/** Return a text in lines that have room. */
export function lines(text, room, size = 12) {
  const found = [""];
  for (const word of text.split(" ")) {
    const longer = found.at(-1) ? `${found.at(-1)} ${word}` : word;
    if (widthOf(longer, size) <= room) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}

/** Return the places of texts in lines: `{x, y, width}` each, and the height of all. */
export function flowed(texts, room, { size = 15, gap = 4, line = 32, pad = 14, left = 0 } = {}) {
  let x = left;
  let y = 0;
  const places = texts.map((text) => {
    const width = Math.min(room - left, widthOf(text, size) + pad);
    if (x + width > room && x > left) [x, y] = [left, y + line];
    const place = { x, y, width };
    x += width + gap;
    return place;
  });
  return { places, height: y + line };
}

/** Return a piece in its field, filled by its weight. */
export function chip(piece, { x, y, width }, top, weight, chosen) {
  const field = { x: x + 0.5, y: top + y + 2, width: width - 1, height: 28, rx: 6 };
  return svg(
    "g",
    {},
    svg("rect", { ...field, class: chosen ? "field chosen" : "field" }),
    svg("rect", { ...field, class: "weight", "fill-opacity": (0.6 * weight).toFixed(2) }),
    label(clipped(piece, width - 6, 15), x + width / 2, top + y + 21, {
      "text-anchor": "middle",
      class: chosen ? "strong" : "",
    }),
  );
}

/** Return a matrix, one path for all cells of a like shade; `at` gives a weight from 0 to 1. */
export function cells({ rows, columns, at }, width, height = width) {
  const paths = Array(LEVELS + 1).fill("");
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const level = Math.min(LEVELS, Math.round(LEVELS * at(row, column)));
      if (level > 0)
        paths[level] +=
          `M${(column * width).toFixed(1)} ${(row * height).toFixed(1)}h${width}v${height}h-${width}z`;
    }
  }
  const drawn = paths.map((d, level) =>
    d ? svg("path", { d, class: "weight", "fill-opacity": (level / LEVELS).toFixed(2) }) : null,
  );
  return svg("g", { "shape-rendering": "crispEdges" }, ...drawn);
}

/** Return a share as a person reads it. */
export function percent(share) {
  if (share >= 0.0995) return `${Math.round(100 * share)}\u00a0%`;
  if (share < 0.0001) return "<\u00a00.01\u00a0%";
  const rounded = (100 * share).toLocaleString(document.documentElement.lang, {
    maximumSignificantDigits: 2,
  });
  return `${rounded}\u00a0%`;
}

/** Return a number with so many digits after the point, in the interface's language. */
export const number = (value, digits = 2) =>
  value.toLocaleString(document.documentElement.lang, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });

/** Return pieces as the text that they spell. */
export const spelled = (pieces) => pieces.join("").replaceAll("▁", " ").trim();

/** A figure with its title, controls, caption, and a button that saves it. */
export class Figure {
  constructor(name) {
    this.name = name;
    this.root = element("section", "card figure");
    this.root.id = `figure-${name}`;
    this.root.setAttribute("aria-labelledby", `title-${name}`);
    const head = element("div", "card-head");
    this.title = element("h2");
    this.title.id = `title-${name}`;
    this.title.dataset.say = `${name}Title`;
    const save = element("button", "save");
    save.type = "button";
    save.textContent = "SVG";
    save.dataset.label = "saveSvg";
    save.addEventListener("click", () => this.save());
    head.append(this.title, save);
    const lead = element("p", "quiet lead");
    lead.dataset.say = `${name}Lead`;
    this.controls = element("div", "controls");
    this.box = element("div", "drawing-box");
    this.box.addEventListener("keydown", (event) => this.#move(event));
    this.box.addEventListener("focusin", ({ target }) => target.dataset.key && this.#reach(target.dataset.key));
    this.caption = element("p", "caption");
    this.root.append(head, lead, this.controls, this.box, this.caption);
  }

  /** The width that a drawing has. */
  get room() {
    return Math.max(260, Math.floor(this.box.clientWidth));
  }

  /** Draw anew. Who was on a part of the drawing, by its `data-key`, stays on it. */
  draw(width, height, ...children) {
    const key = this.box.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const [w, h] = [Math.ceil(width), Math.ceil(height)];
    const looks = { class: "drawing", width: w, height: h, viewBox: `0 0 ${w} ${h}` };
    this.drawing = svg("svg", { ...looks, "aria-label": say(`${this.name}Title`) }, ...children.flat());
    this.drawing.setAttribute("role", this.#buttons.length ? "group" : "img");
    const scrolls = w > this.box.clientWidth + 1; // before the change, after which it costs a layout
    this.box.replaceChildren(this.drawing);
    if (scrolls) this.box.tabIndex = 0;
    else this.box.removeAttribute("tabindex");
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-labelledby", this.title.id);
    this.#reach(key ?? this.reached);
    if (key) this.#buttons.find((each) => each.dataset.key === key)?.focus({ preventScroll: true });
  }

  /** The parts of the drawing that can be pressed. */
  get #buttons() {
    return [...this.drawing.querySelectorAll('[role="button"]')];
  }

  /** Let the Tab key reach the button of a key, or else the first; arrows lead to the others. */
  #reach(key) {
    const buttons = this.#buttons;
    const reached = buttons.find((each) => each.dataset.key === key) ?? buttons[0];
    this.reached = reached?.dataset.key;
    for (const each of buttons) each.setAttribute("tabindex", each === reached ? "0" : "-1");
  }

  #move(event) {
    const buttons = this.#buttons;
    const at = buttons.indexOf(document.activeElement);
    const moves = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: -1,
    };
    if (at < 0 || !(event.key in moves)) return;
    event.preventDefault();
    buttons.at(moves[event.key] % buttons.length).focus();
  }

  /** Save what is shown as an SVG file that looks the same anywhere. */
  save() {
    const text = new XMLSerializer().serializeToString(standalone(this.drawing));
    const link = element("a");
    link.download = `tolmach-${this.name}.svg`;
    link.href = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}

/** Return a copy of a drawing whose looks are attributes, on the ground that it stands on. */
function standalone(drawing) {
  const copy = drawing.cloneNode(true);
  const pairs = [[drawing, copy], ...zip(drawing.querySelectorAll("*"), copy.querySelectorAll("*"))];
  for (const [drawn, copied] of pairs) {
    const style = getComputedStyle(drawn);
    for (const look of LOOKS) copied.setAttribute(look, style.getPropertyValue(look));
    for (const name of ["class", "tabindex", "role", "aria-expanded", "aria-pressed", "data-key"])
      copied.removeAttribute(name);
  }
  const paper = getComputedStyle(document.body).getPropertyValue("--paper");
  const ground = svg("rect", { width: "100%", height: "100%" });
  ground.setAttribute("fill", getComputedStyle(drawing.closest(".card")).backgroundColor || paper);
  copy.prepend(ground);
  return copy;
}

const zip = (one, other) => [...one].map((each, place) => [each, other[place]]);

/** Make a part of a drawing a button: for the mouse, for keys, and for screen readers. */
export function button(node, key, name, press) {
  node.setAttribute("role", "button");
  node.setAttribute("tabindex", "0");
  node.setAttribute("aria-label", name);
  node.dataset.key = key;
  node.classList.add("press");
  node.addEventListener("click", press);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    press();
  });
  return node;
}

/** Return a labelled list to choose from; `options` are `[value, text]`. */
export function choice(name, options, chosen, choose) {
  const box = element("label", "choice");
  const select = element("select");
  select.append(
    ...options.map(([value, text]) => new Option(text, value, false, `${value}` === `${chosen}`)),
  );
  select.addEventListener("change", () => choose(select.value));
  box.append(element("span", "quiet", name), select);
  return box;
}

/** Put controls into a bar; who was on one of them stays on it. */
export function refill(bar, ...controls) {
  const at = [...bar.querySelectorAll("select, button, input")].indexOf(document.activeElement);
  bar.replaceChildren(...controls);
  if (at >= 0) bar.querySelectorAll("select, button, input")[at]?.focus();
}
