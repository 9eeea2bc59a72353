/** The formula of every part of a model, written with `_{below}` and `^{above}`. */

import { svg } from "./drawing.js";

const SCORES = {
  dot: "e_{i} = s·h_{i}",
  bilinear: "e_{i} = s·W h_{i}",
  mlp: "e_{i} = w_{2}·tanh(W_{1}[h_{i}; s] + b)",
};
const CELLS = {
  gru: [
    "r, z = σ(W x_{t} + U h_{t−1} + b)",
    "n = tanh(W_{n} x_{t} + r ⊙ U_{n} h_{t−1})",
    "h_{t} = (1 − z) ⊙ n + z ⊙ h_{t−1}",
  ],
  lstm: [
    "i, f, o = σ(W x_{t} + U h_{t−1} + b)",
    "c_{t} = f ⊙ c_{t−1} + i ⊙ tanh(W_{c} x_{t} + U_{c} h_{t−1})",
    "h_{t} = o ⊙ tanh(c_{t})",
  ],
};
const SSRU = [
  "f = σ(W_{f} x_{t} + b_{f})",
  "c_{t} = f ⊙ c_{t−1} + (1 − f) ⊙ W x_{t}",
  "h_{t} = max(c_{t}, 0)",
];
const POSITIONS = {
  sinusoidal: ["x = x_{t} + p_{t},  p_{t,2i} = sin(t / 10000^{2i/D})", "p_{t,2i+1} = cos(t / 10000^{2i/D})"],
  learned: ["x = x_{t} + P[t]"],
};

/** Return the lines of a part's formula, by its kind and the settings of its model. */
export function formula({ kind, side }, settings) {
  const { architecture } = settings;
  switch (kind) {
    case "embedding":
      return [architecture === "convolutional" ? "x_{t} = 0.1 √D · E[w_{t}]" : "x_{t} = √D · E[w_{t}]"];
    case "positions":
      return POSITIONS[settings.positions ?? "learned"];
    case "norm":
      return ["y = g ⊙ (x − μ) / √(σ^{2} + ε) + b"];
    case "self_attention":
      return selfAttention(side, settings);
    case "cross_attention":
      return crossAttention(settings);
    case "feed_forward":
      return [`f = W_{2} ${settings.activation}(W_{1} x + b_{1}) + b_{2}`, residual(settings)];
    case "convolution":
      return convolution(side, settings);
    case "recurrent":
      return architecture === "transformer" ? [...SSRU, residual(settings).replace("f", "h")] : CELLS[settings.cell];
    case "start":
      return ["s_{0} = tanh(W h_{S} + b)"];
    case "vector":
      return [
        architecture === "convolutional" ? "v = W Σ_{i} (h_{i} + x_{i}) √½ / √S" : "v = tanh(W h_{S} + b)",
      ];
    case "readout":
      return [`r_{t} = tanh(W ${readParts(settings)} + b)`];
    default:
      return ["p(y_{t} | y_{<t}, x) = softmax(W r_{t} + b)"];
  }
}

function selfAttention(side, settings) {
  const turned = settings.positions === "rotary" ? "R_{t} " : "";
  const first = `q = ${turned}W_{Q} x_{t},  k = ${turned.replace("t", "i")}W_{K} x_{i},  v = W_{V} x_{i}`;
  return [
    first,
    `α_{i} = softmax(q·k_{i} / √E)${side === "decoder" ? ",  i ≤ t" : ""}`,
    "f = W_{O} Σ_{i} α_{i} v_{i}",
    residual(settings),
  ];
}

function crossAttention(settings) {
  if (settings.architecture === "transformer") {
    return [
      "q = W_{Q} x_{t},  k = W_{K} h_{i},  v = W_{V} h_{i}",
      "α_{i} = softmax(q·k_{i} / √E)",
      "f = W_{O} Σ_{i} α_{i} v_{i}",
      residual(settings),
    ];
  }
  if (settings.architecture === "convolutional") {
    return [
      "q = W f_{t} + b,  d = (q + x_{t}) √½",
      "α_{i} = softmax(d·h_{i})",
      "c = √S Σ_{i} α_{i} (h_{i} + x_{i}) √½",
      "((f_{t} + c) √½ + z_{t}) √½",
    ];
  }
  return [SCORES[settings.score], "α_{i} = softmax(e_{i})", "c = Σ_{i} α_{i} h_{i}"];
}

function convolution(side, { kernel, link }) {
  const last = side === "decoder" ? 0 : kernel - 1 - Math.floor((kernel - 1) / 2);
  const at = (offset) => `z_{t${offset ? `${offset < 0 ? "−" : "+"}${Math.abs(offset)}` : ""}}`;
  const window =
    kernel > 4
      ? `${at(last - kernel + 1)}; …; ${at(last)}`
      : Array.from({ length: kernel }, (_, place) => at(last - kernel + 1 + place)).join("; ");
  const sum = side === "encoder" || link !== "attention" ? ["(f + z_{t}) √½"] : [];
  return [`[A; B] = W [${window}] + b`, "f = A ⊙ σ(B)", ...sum];
}

function readParts({ link }) {
  return (
    { start: "s_{t}", every_step: "[s_{t}; x_{t}; v]", attention_before: "[s_{t}; c_{t}; x_{t}]" }[link] ??
    "[s_{t}; c_{t}]"
  );
}

const residual = ({ norm }) => (norm === "post" ? "norm(x + f)" : "x + f");

const SYMBOLS = {
  embedding: "x",
  positions: "x",
  norm: "y",
  self_attention: "f",
  cross_attention: "f",
  feed_forward: "f",
  convolution: "f",
  recurrent: "h",
  start: "s₀",
  vector: "v",
  readout: "r",
};

/** Return the letter in a part's formula that its numbers are those of. */
export function symbol({ kind }, { architecture }) {
  const others = { convolutional: "q", recurrent: "c", hybrid: "c" };
  return (kind === "cross_attention" && others[architecture]) || SYMBOLS[kind];
}

/** Return a formula as a text of a drawing, with what stands below and above set so. */
export function written(text, x, y) {
  let shift = 0;
  const parts = text
    .split(/([_^]\{[^}]*\})/u)
    .filter(Boolean)
    .map((part) => {
      const found = /^([_^])\{(.*)\}$/u.exec(part);
      const to = found ? (found[1] === "_" ? 4 : -6) : 0;
      const node = svg(
        "tspan",
        { dy: to - shift || null, "font-size": found ? 10.5 : null },
        found ? found[2] : part,
      );
      shift = to;
      return node;
    });
  return svg("text", { x, y, class: "ink formula" }, ...parts);
}
