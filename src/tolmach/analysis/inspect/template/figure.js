// Figures are SVG with all their looks in attributes, so that a saved one looks the same anywhere.

const FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const INK = "#1d1d1f", QUIET = COLOURS.quiet, FAINT = "#b4b8bc", RULE = "#dadce0";
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/gu; // no XML, or not seen

function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function html(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const shown = (text) => text.replace(CONTROL, "\ufffd");

// The mark of a space is drawn faintly, so that the letters of a piece stand out.
function label(text, x, y, attributes = {}) {
  const parts = shown(text).split(/(▁)/u).filter(Boolean);
  const marked = parts.map((part) => (part === "▁" ? svg("tspan", { fill: "#c8ccd0", "font-weight": 400 }, part) : part));
  return svg("text", { x, y, "font-size": 13, fill: INK, ...attributes }, ...marked);
}

const pencil = document.createElement("canvas").getContext("2d");
function widthOf(text, size = 13, weight = 400) {
  pencil.font = `${weight} ${size}px ${FONT}`;
  return pencil.measureText(shown(text)).width;
}

function clipped(text, room, size) {
  if (widthOf(text, size) <= room) return text;
  const letters = [...text];
  while (letters.length && widthOf(letters.join("") + "…", size) > room) letters.pop();
  return letters.join("") + "…";
}

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
function mixed(from, to, share) {
  const [a, b] = [channels(from), channels(to)];
  const parts = a.map((value, place) => Math.round(value + share * (b[place] - value)));
  return "#" + parts.map((value) => value.toString(16).padStart(2, "0")).join("");
}

// As in the figures that `tolmach` writes: white is nothing, blue half, black all.
function shade(weight) {
  const share = Math.min(1, Math.max(0, weight));
  return share < 0.5
    ? mixed("#ffffff", COLOURS.blue, 2 * share)
    : mixed(COLOURS.blue, "#000000", 2 * share - 1);
}

// One path for all fields of a like shade: a matrix of 200 by 200 stays a few dozen elements.
const LEVELS = 40;
function fields(matrix, cell) {
  const paths = Array(LEVELS + 1).fill("");
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < matrix.columns; column++) {
      const level = Math.round(LEVELS * matrix.at(row, column));
      const [x, y] = [+(column * cell).toFixed(2), +(row * cell).toFixed(2)];
      if (level > 0) paths[Math.min(LEVELS, level)] += `M${x} ${y}h${cell}v${cell}h-${cell}z`;
    }
  }
  const group = svg("g", { "shape-rendering": "crispEdges" });
  paths.forEach((d, level) => {
    if (d) group.append(svg("path", { d, fill: shade(level / LEVELS) }));
  });
  return group;
}

// A figure's frame: the drawing, a caption that changes, and buttons that save what is shown.
class Frame {
  constructor(name, description) {
    this.name = name;
    this.place = html("div", { class: "scroll" });
    this.caption = html("figcaption", { "aria-live": "polite" });
    const save = html("span", { class: "save" }, "save as ");
    for (const kind of ["SVG", "PNG"]) {
      const button = html("button", { type: "button", title: `Save this view as ${kind}` }, kind);
      button.addEventListener("click", () => this.save(kind));
      save.append(button);
    }
    this.figure = document.getElementById(name);
    this.figure.append(this.place, html("div", { class: "under" }, this.caption, save));
    this.description = description;
  }

  get room() { return Math.max(260, this.figure.clientWidth); }

  draw(width, height, ...children) {
    this.drawing = svg("svg", {
      xmlns: "http://www.w3.org/2000/svg", width: Math.ceil(width), height: Math.ceil(height),
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`, "font-family": FONT,
      role: "img", "aria-label": this.description, tabindex: 0,
    }, ...children);
    const focused = this.place.contains(document.activeElement);
    this.place.replaceChildren(this.drawing);
    if (focused) this.drawing.focus({ preventScroll: true });
    return this.drawing;
  }

  async save(kind) {
    const whole = this.drawing.cloneNode(true); // words that follow a scrolled view go back
    whole.querySelectorAll("[data-follows]").forEach((each) => each.removeAttribute("transform"));
    const text = new XMLSerializer().serializeToString(whole);
    const drawn = new Blob([text], { type: "image/svg+xml" });
    const blob = kind === "SVG" ? drawn : await this.pixels(text);
    const link = html("a", { download: `${this.name}.${kind.toLowerCase()}` });
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  // Three pixels for one, so that it can be printed; fewer where browsers draw no larger canvas.
  async pixels(text) {
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    await image.decode();
    const scale = Math.min(3, 16000 / image.width, 16000 / image.height);
    const canvas = html("canvas", { width: image.width * scale, height: image.height * scale });
    const context = canvas.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }
}

// A row of buttons of which one is pressed.
function choice(name, options, chosen, choose) {
  const group = html("div", { class: "choice", role: "group", "aria-label": name });
  group.append(html("span", {}, name));
  for (const [value, text] of options) {
    const button = html("button", { type: "button", "aria-pressed": String(value === chosen) }, text);
    button.dataset.value = value;
    button.addEventListener("click", () => choose(value));
    group.append(button);
  }
  return group;
}

// Put new choices into a bar; who pressed a button by keyboard stays on it.
function refill(name, ...choices) {
  const bar = document.getElementById(name), former = document.activeElement;
  const place = bar.contains(former) ? [former.parentNode.getAttribute("aria-label"), former.dataset.value] : null;
  bar.replaceChildren(...choices);
  if (place) bar.querySelector(`[aria-label="${place[0]}"] [data-value="${place[1]}"]`)?.focus();
}

// Text in lines, in the direction in which it is read: the place of every unit.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
function flowed(texts, room, { gap, line, size = 16, left = 0 }) {
  const backwards = texts.filter((text) => RIGHT_TO_LEFT.test(text)).length > texts.length / 2;
  let x = left, y = 0;
  const places = texts.map((text) => {
    const width = Math.min(room - left, widthOf(text, size) + 10);
    if (x + width > room && x > left) [x, y] = [left, y + line];
    const place = { x: backwards ? room + left - x - width : x, y, width };
    x += width + gap;
    return place;
  });
  return { places, height: y + line };
}
