// One head as a matrix with words, as large as it needs to be read.

let band = null, grid = null;

function peak() {
  const { weights } = glance();
  return weights.indexOf(Math.max(...weights));
}

function drawMatrix() {
  const [queries, keys] = sides(), found = matrixOf(state);
  const [rows, columns] = [units(queries), units(keys)];
  const longest = (texts) => Math.min(150, Math.max(...texts.map((text) => widthOf(text, 13))));
  const [left, top] = [longest(rows) + 10, longest(columns) + 30];
  const cell = Math.floor(Math.max(11, Math.min(30, (matrix.room - left - 2) / columns.length)));
  const size = Math.min(13, cell - 1), [width, height] = [columns.length * cell, rows.length * cell];
  const line = { stroke: "#e6e6e6", "stroke-width": 0.6, "pointer-events": "none" };
  const lines = svg("path", { ...line, fill: "none", d:
    [...Array(rows.length + 1).keys()].map((row) => `M0 ${row * cell}h${width}`).join("") +
    [...Array(columns.length + 1).keys()].map((column) => `M${column * cell} 0v${height}`).join("") });
  const field = svg("rect", { width, height, fill: "#ffffff", "pointer-events": "all" });
  band = svg("rect", { fill: "none", stroke: COLOURS.vermilion, "stroke-width": 1.5, "pointer-events": "none" });
  grid = { cell, left, top, width, height, cells: svg("g", { transform: `translate(${left} ${top})` },
    field, fields(found, cell), lines, band) };
  const named = `${KINDS[state.kind].name}, ${headName()}`;
  const title = label(named, 0, 13, { fill: QUIET, "font-size": 12 });
  const beside = svg("g", { "data-follows": "x" }, svg("rect", { y: top, width: left - 1, height, fill: "#ffffff" }),
    ...rows.map((text, row) => label(clipped(text, 150, size), left - 6, top + (row + 0.5) * cell + size * 0.35,
      { "text-anchor": "end", "font-size": size })));
  const above = svg("g", { "data-follows": "y" }, svg("rect", { width: left + width, height: top - 1, fill: "#ffffff" }),
    title, ...columns.map((text, column) => label(clipped(text, 150, size), 0, 0, { "font-size": size, transform:
      `translate(${left + (column + 0.5) * cell + size * 0.35} ${top - 6}) rotate(-90)` })));
  const drawing = matrix.draw(Math.max(left + width, widthOf(named, 12)) + 2, top + height + 2, grid.cells, beside, above);
  const place = (event) => {
    const box = field.getBoundingClientRect();
    return [box.height, box.width].map((length, axis) => Math.min([rows, columns][axis].length - 1,
      Math.floor((axis ? event.clientX - box.left : event.clientY - box.top) / length * [rows, columns][axis].length)));
  };
  grid.cells.addEventListener("pointermove", (event) => {
    const [row, column] = place(event);
    if (row < 0 || column < 0) return;
    point(queries, row);
    matrix.caption.replaceChildren(html("b", {}, rows[row]), " looks at ", html("b", {}, columns[column]),
      `: ${percent(found.at(row, column))}.`);
  });
  grid.cells.addEventListener("click", (event) => point(queries, place(event)[0], true));
  drawing.addEventListener("keydown", onKey);
}

function lightMatrix() {
  const { cell, width, height } = grid, asked = state.side === sides()[0];
  const place = asked
    ? { x: 0, y: state.at * cell, width, height: cell }
    : { x: state.at * cell, y: 0, width: cell, height };
  for (const [key, value] of Object.entries(place)) band.setAttribute(key, value);
  if (!matrix.place.matches(":hover")) { // else it would move under the reader's hand
    matrix.place.scrollTop = grid.top + place.y - matrix.place.clientHeight / 2;
    matrix.place.scrollLeft = asked ? grid.left + peak() * cell - matrix.place.clientWidth / 2 : grid.left + place.x - 40;
  }
  matrix.caption.textContent = "White is nothing, blue half, black all; every row sums to 1.";
}

// Where the matrix is scrolled, the words stay in sight.
matrix.place.addEventListener("scroll", () => {
  const { scrollLeft, scrollTop } = matrix.place;
  matrix.drawing.querySelector('[data-follows="x"]').setAttribute("transform", `translate(${scrollLeft} 0)`);
  matrix.drawing.querySelector('[data-follows="y"]').setAttribute("transform", `translate(0 ${scrollTop})`);
});
