/** All heads of a kind of attention, with their roles. */

import { say } from "../strings.js";
import { cells, clipped, Figure, label, svg } from "./drawing.js";

const ROLES = ["positional", "diagonal", "syntactic", "copy", "rare", "separator", "diffuse"];

/** All layers and heads of a kind as small matrices; one click chooses one. */
export class Heads extends Figure {
  constructor(change) {
    super("heads");
    this.change = change;
  }

  show(inside, state, roles) {
    const at = inside.attended(state);
    const layers = at ? inside.layersOf(at.kind) : [];
    const most = Math.max(0, ...layers.map((layer) => inside.headsOf(at.kind, layer)));
    this.root.hidden = layers.length * most < 2;
    if (this.root.hidden) return;
    const left = 62;
    const columns = Math.max(1, Math.min(most, Math.floor((this.room - left) / 82)));
    const step = Math.min(116, (this.room - left) / columns);
    const size = step - 14;
    const parts = [];
    let y = 0;
    for (const layer of layers) {
      const count = inside.headsOf(at.kind, layer);
      parts.push(label(say("layer", layer), 0, y + 14, { class: "small quiet-ink" }));
      const matrix = inside.matrix(at.kind, layer, 1);
      const cell = size / Math.max(matrix.rows, matrix.columns);
      const height = matrix.rows * cell;
      for (let head = 1; head <= count; head++) {
        const place = {
          x: left + ((head - 1) % columns) * step,
          y: y + Math.floor((head - 1) / columns) * (height + 42),
        };
        parts.push(
          this.#head(inside, { ...at, layer, head }, { ...place, size, height, cell }, state, at, roles),
        );
      }
      y += Math.ceil(count / columns) * (height + 42) + 6;
    }
    this.draw(this.room, y, ...parts);
    const known = ROLES.filter((role) =>
      layers.some((layer) =>
        (roles?.[`${at.kind}.${layer}`] ?? []).some((each) => each.some((one) => one.role === role)),
      ),
    );
    this.caption.textContent = known.length
      ? known.map((role) => say(`role_${role}`)).join(" ")
      : say(roles ? "noRoles" : "rolesLoading");
  }

  #head(inside, one, { x, y, size, height, cell }, state, at, roles) {
    const matrix = inside.matrix(one.kind, one.layer, one.head);
    const role = roles?.[`${one.kind}.${one.layer}`]?.[one.head - 1]?.[0];
    const chosen = one.layer === at.layer && one.head === at.head;
    const row = inside.rowOf(one.kind, state);
    const name = say("head", one.head);
    const said = role
      ? `${say(`role_${role.role}_name`)}${role.role === "positional" ? ` ${role.how}` : ""}`
      : "";
    const node = svg(
      "g",
      { transform: `translate(${x} ${y})`, class: "plain" },
      label(inside.isMean(one.kind, one.layer) ? say("meanOfHeads") : name, 0, 12, {
        class: "small quiet-ink",
      }),
      svg(
        "g",
        { transform: "translate(0 18)" },
        svg("rect", { width: matrix.columns * cell, height, class: "paper" }),
        cells(matrix, cell),
        svg("rect", {
          y: row * cell,
          width: matrix.columns * cell,
          height: Math.max(1.5, cell),
          class: "band",
        }),
        svg("rect", { width: matrix.columns * cell, height, class: chosen ? "chosen" : "frame" }),
      ),
      said
        ? label(clipped(role.clear ? said : `(${said})`, size + 8, 12), 0, height + 32, {
            class: `small ${role.clear ? "strong" : ""}`,
          })
        : null,
    );
    node.addEventListener("click", () => this.change({ kind: one.kind, layer: one.layer, head: one.head }));
    return node;
  }
}
