/** One sentence in one model, as the server tells it. */

const KINDS = ["decoder.cross", "encoder.self", "decoder.self"];

/** The answer to a look inside, with attention by kind, layer and head. */
export class Inside {
  constructor(found) {
    this.found = found;
    this.sites = new Map(
      Object.entries(found.attention).map(([site, { shape, mean, bytes }]) => [
        site,
        { shape, mean, weights: Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0)) },
      ]),
    );
  }

  get source() {
    return this.found.source.pieces;
  }

  get target() {
    return this.found.target.pieces;
  }

  /** How many steps the decoder took, that of `</s>` among them. */
  get steps() {
    return this.found.next_pieces.length;
  }

  /** What the decoder has read before a step. */
  before(step) {
    return this.target.slice(0, step);
  }

  /** The kinds of attention that the model has. */
  get kinds() {
    return KINDS.filter((kind) => this.layersOf(kind).length);
  }

  /** The layers, from 1, in which there are heads of a kind. */
  layersOf(kind) {
    const start = `${kind}.`;
    return [...this.sites.keys()]
      .filter((site) => site.startsWith(start))
      .map((site) => Number(site.slice(start.length)));
  }

  headsOf(kind, layer) {
    return this.sites.get(`${kind}.${layer}`)?.shape[0] ?? 0;
  }

  /** Whether a site was sent as the mean of its heads, the sentence being long. */
  isMean(kind, layer) {
    return this.sites.get(`${kind}.${layer}`)?.mean ?? false;
  }

  /** The pieces that look, and those that are looked at. */
  sidesOf(kind) {
    if (kind === "encoder.self") return [this.source, this.source];
    return kind === "decoder.self"
      ? [this.target, ["<s>", ...this.target.slice(0, -1)]]
      : [this.target, this.source];
  }

  /** Attention of a head, counted from 1, or of the mean of all, 0. */
  matrix(kind, layer, head) {
    const {
      shape: [heads, rows, columns],
      weights,
    } = this.sites.get(`${kind}.${layer}`);
    const size = rows * columns;
    if (head > 0) {
      const start = (head - 1) * size;
      return { rows, columns, at: (row, column) => weights[start + row * columns + column] / 255 };
    }
    const sums = new Float32Array(size);
    for (let place = 0; place < weights.length; place++) sums[place % size] += weights[place];
    return { rows, columns, at: (row, column) => sums[row * columns + column] / (255 * heads) };
  }

  /** How much each source piece gets at a step: the mean of the last layer that attends to it. */
  sourceWeights(step) {
    const layer = this.layersOf("decoder.cross").at(-1);
    if (!layer) return this.source.map(() => 0);
    const { at } = this.matrix("decoder.cross", layer, 0);
    return this.source.map((_, place) => at(step, place));
  }

  /** The attention that a state names, where the model has it, or else the last layer's. */
  attended({ kind: asked, layer: wanted, head }) {
    const { kinds } = this;
    if (!kinds.length) return null;
    const kind = kinds.includes(asked) ? asked : kinds[0];
    const layers = this.layersOf(kind);
    const layer = layers.includes(wanted) ? wanted : layers.at(-1);
    const heads = this.headsOf(kind, layer);
    return { kind, layer, head: heads === 1 ? 1 : Math.max(0, Math.min(head, heads)) };
  }

  /** The row that looks: the decoder's step, or in the encoder the piece that is chosen. */
  rowOf(kind, { step, place }) {
    if (kind !== "encoder.self") return step;
    if (place !== null && place in this.source) return place;
    const weights = this.sourceWeights(step);
    return weights.indexOf(Math.max(...weights));
  }

  /** The likeliest next pieces of a step at a temperature, and the one that was said. */
  chances(step, temperature) {
    const { best, ids, said, probability, rank } = this.found.next_pieces[step];
    const number = Math.max(
      0,
      this.found.temperatures.findIndex((each) => Math.abs(each - temperature) < 1e-6),
    );
    const sum = this.found.temperature_sums[step][number];
    const at = (chance) => chance ** (1 / this.found.temperatures[number]) / sum;
    const rows = best.map(([piece, chance], place) => ({
      piece,
      id: ids[place],
      chance: at(chance),
      rank: place + 1,
    }));
    if (rank > rows.length)
      rows.push({ piece: said, id: this.found.target.ids[step], chance: at(probability), rank });
    return rows.map((row) => ({ ...row, said: row.rank === rank }));
  }
}
