// What the page shows: the numbers, and attention of pieces put together to words.

const DATA = JSON.parse(document.getElementById("data").textContent);
const KINDS = {
  "decoder.cross": { name: "translation → source", queries: "target", keys: "source" },
  "encoder.self": { name: "source → source", queries: "source", keys: "source" },
  "decoder.self": { name: "translation → itself", queries: "target", keys: "target" },
};

// Each site's weights as a flat array [H, Q, K]; a byte is a 255th.
const SITES = new Map(Object.entries(DATA.attention).map(([site, { shape, bytes }]) =>
  [site, { shape, weights: Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0)) }]));

// The layers, counted from 0, in which heads are left.
function layersOf(kind) {
  const sites = [...SITES.keys()].filter((site) => site.startsWith(kind + "."));
  return sites.map((site) => Number(site.slice(kind.length + 1)) - 1);
}

function headsOf(kind, layer) {
  return SITES.get(`${kind}.${layer + 1}`).shape[0];
}

// The texts of a side, in words or in pieces, and for each piece the number of its text.
function unitsOf(side, unit) {
  const { pieces, words, word_of_piece } = DATA[side];
  return unit === "words"
    ? { texts: words, of: word_of_piece }
    : { texts: pieces, of: pieces.map((_, place) => place) };
}

const merged = new Map();

// Attention between units: a word gets the sum of what its pieces get, and gives the mean of what
// they give. `head` -1 is the mean of all.
function matrixOf({ kind, layer, head, unit }) {
  const name = [kind, layer, head, unit].join();
  if (!merged.has(name)) merged.set(name, computed(kind, layer, head, unit));
  return merged.get(name);
}

function computed(kind, layer, head, unit) {
  const { shape: [heads, queries, keys], weights } = SITES.get(`${kind}.${layer + 1}`);
  const from = unitsOf(KINDS[kind].queries, unit), to = unitsOf(KINDS[kind].keys, unit);
  const rows = from.texts.length, columns = to.texts.length;
  const sums = new Float32Array(rows * columns), members = new Uint32Array(rows);
  const chosen = head < 0 ? [...Array(heads).keys()] : [head];
  from.of.forEach((row) => members[row]++);
  for (const one of chosen) {
    for (let q = 0; q < queries; q++) {
      const row = from.of[q] * columns, start = (one * queries + q) * keys;
      for (let k = 0; k < keys; k++) sums[row + to.of[k]] += weights[start + k];
    }
  }
  for (let place = 0; place < sums.length; place++) {
    sums[place] /= 255 * chosen.length * members[Math.floor(place / columns)];
  }
  return { rows, columns, at: (row, column) => sums[row * columns + column] };
}

const percent = (share) => `${Math.round(100 * share)} %`;
