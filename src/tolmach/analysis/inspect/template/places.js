// What the model might have said at each place.

const places = new Frame("places", "How sure the model was of each piece");
const next = new Frame("next", "The most probable next pieces");
let current = 0;

function drawPlaces() {
  const said = DATA.next_pieces.map((place) => place.said), line = 38;
  const { places: spots, height } = flowed(said, places.room - 2, { gap: 3, line });
  const groups = said.map((text, at) => {
    const { x, y, width } = spots[at], { probability, rank } = DATA.next_pieces[at];
    const colour = rank > 1 ? COLOURS.orange : COLOURS.blue;
    const group = svg("g", { "data-place": at, style: "cursor: pointer" },
      svg("rect", { x: x + 1, y: y + 1, width, height: 31, rx: 4, fill: at === current ? "#eef1f3" : "#ffffff" }),
      label(clipped(text, width - 4, 16), x + 1 + width / 2, y + 19,
        { "font-size": 16, "text-anchor": "middle", "font-weight": at === current ? 600 : 400 }),
      svg("rect", { x: x + 4, y: y + 25, width: width - 6, height: 3.5, fill: "#e6e6e6" }),
      svg("rect", { x: x + 4, y: y + 25, width: (width - 6) * probability, height: 3.5, fill: colour }));
    group.addEventListener("pointerenter", () => showPlace(at));
    group.addEventListener("click", () => showPlace(at));
    return group;
  });
  places.draw(places.room, height, ...groups).addEventListener("keydown", stepPlaces);
  places.caption.textContent = "Point at a piece for what else stood there to choose.";
}

function stepPlaces(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  showPlace(Math.min(DATA.next_pieces.length - 1, Math.max(0, current + step)));
}

function showPlace(at) {
  if (at === current) return;
  const former = places.drawing.querySelector(`[data-place="${current}"]`);
  former.querySelector("rect").setAttribute("fill", "#ffffff");
  former.querySelector("text").setAttribute("font-weight", 400);
  current = at;
  const group = places.drawing.querySelector(`[data-place="${at}"]`);
  group.querySelector("rect").setAttribute("fill", "#eef1f3");
  group.querySelector("text").setAttribute("font-weight", 600);
  drawNext();
}

function drawNext() {
  const { said, probability, rank, best, otherwise } = DATA.next_pieces[current];
  const rows = best.map(([piece, share], place) => ({ piece, share, rank: place + 1 }));
  if (rank > rows.length) rows.push({ piece: said, share: probability, rank });
  const left = 40 + Math.min(150, Math.max(...rows.map(({ piece }) => widthOf(piece, 14)))), line = 24;
  const bar = Math.min(260, next.room - left - 60), texts = new Map(otherwise);
  const room = next.room - left - bar - 76, beside = room > 160;
  let y = -line;
  const parts = rows.flatMap(({ piece, share, rank: place }) => {
    y += line;
    const own = place === rank && piece === said;
    const colour = own ? (rank > 1 ? COLOURS.orange : COLOURS.blue) : FAINT;
    const weight = own ? 600 : 400;
    const drawn = [
      label(`${place}`, 22, y + 16, { "text-anchor": "end", "font-size": 11, fill: QUIET }),
      label(clipped(piece, 150, 14), 32, y + 16, { "font-size": 14, "font-weight": weight }),
      svg("rect", { x: left, y: y + 5, width: Math.max(0.5, bar * share), height: 14, fill: colour }),
      label(finely(share), left + bar * share + 6, y + 16, { "font-size": 12, fill: QUIET }),
    ];
    const text = texts.get(place - 1);
    if (text !== undefined && beside) {
      drawn.push(label(clipped(text, room, 13), left + bar + 64, y + 16));
    } else if (text !== undefined) {
      y += line - 4;
      drawn.push(label(clipped(text, next.room - 34, 13), 32, y + 14));
    }
    return drawn;
  });
  next.draw(next.room, y + line + 4, ...parts).addEventListener("keydown", stepPlaces);
  const before = DATA.next_pieces.slice(0, current).map((place) => place.said).join("").replaceAll("▁", " ").trim();
  next.caption.replaceChildren(before ? `After “${before}” ` : "At the beginning ", html("b", {}, said),
    ` had ${finely(probability)}, ${rank === 1 ? "the most of all" : `place ${rank}`}.`,
    texts.size ? ` ${beside ? "On the right" : "Below a piece"}: how the model goes on from there, the most probable piece at each step.` : "");
}

const finely = (share) => share >= 0.0995 ? percent(share)
  : share >= 0.0001 ? `${(100 * share).toPrecision(2)} %` : "below 0.01 %";
