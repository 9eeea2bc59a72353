// All layers and heads of one kind of attention as small matrices; one click chooses one.

const TOP = 22;
let thumbs = [];

function drawHeads() {
  const layers = layersOf(state.kind), counts = layers.map((layer) => headsOf(state.kind, layer));
  const count = Math.max(...counts);
  const columns = count === 1 ? [0] : [-1, ...Array(count).keys()];
  const { rows: queries, columns: keys } = matrixOf({ ...state, layer: layers[0], head: 0 });
  const [left, gap] = heads.room < 560 ? [44, 7] : [56, 12];
  const size = Math.max(48, Math.min(180, (heads.room - left) / columns.length - gap));
  const cell = size / Math.max(queries, keys);
  const [width, height] = [keys * cell, queries * cell];
  const parts = [];
  thumbs = [];
  columns.forEach((head, column) => {
    const name = count === 1 ? "" : head < 0 ? "mean" : `head ${head + 1}`;
    parts.push(label(name, left + column * (size + gap) + 1, 13, { fill: QUIET, "font-size": 12 }));
  });
  layers.forEach((layer, row) => {
    const y = TOP + row * (height + 26);
    parts.push(label(`layer ${layer + 1}`, 0, y + 13, { fill: QUIET, "font-size": 12 }));
    columns.forEach((head, column) => {
      if (head >= counts[row]) return;
      const x = left + column * (size + gap) + 1;
      const band = svg("rect", { fill: COLOURS.vermilion, "fill-opacity": 0.3, "pointer-events": "none" });
      const frame = svg("rect", { width, height, fill: "none", "pointer-events": "all" });
      const words = label("", 0, height + 14, { "font-size": 11, fill: QUIET });
      const thumb = svg("g", { transform: `translate(${x} ${y})`, style: "cursor: pointer",
        "data-layer": layer, "data-head": head }, band, fields(matrixOf({ ...state, layer, head }), cell), frame, words);
      thumb.addEventListener("click", () => change({ layer, head }));
      parts.push(thumb);
      thumbs.push({ layer, head, band, frame, words, cell, width, height, size });
    });
  });
  heads.draw(left + columns.length * (size + gap), TOP + layers.length * (height + 26), ...parts);
  heads.caption.textContent = thumbs.length === 1
    ? "The one place where this model attends."
    : "Rows of a matrix are those who look, columns what they look at. Below each: where the chosen word " +
      "looks most. Click one to see it large.";
}

function lightHeads() {
  for (const { layer, head, band, frame, words, cell, width, height, size } of thumbs) {
    const { side, weights, asked } = glance(head, layer);
    const most = weights.indexOf(Math.max(...weights));
    const thick = Math.max(cell, 1.5);
    const place = asked
      ? { x: 0, y: state.at * cell, width, height: thick }
      : { x: state.at * cell, y: 0, width: thick, height };
    for (const [key, value] of Object.entries(place)) band.setAttribute(key, value);
    const chosen = layer === state.layer && head === state.head;
    frame.setAttribute("stroke", chosen ? COLOURS.vermilion : RULE);
    frame.setAttribute("stroke-width", chosen ? 2 : 1);
    const share = percent(weights[most]);
    words.textContent = shown(`${clipped(units(side)[most], size - widthOf(` ${share}`, 11), 11)} ${share}`);
  }
}
