/** Text in lines, each a block of its own: the browser lays out anew only those that have changed. */

/** Lines in an element; what is drawn is given as texts and as parts `{key, sentence, make}`. */
export class Lines {
  constructor(root) {
    this.root = root;
    this.lines = []; // as they are drawn: what they hold, and their element
    this.nodes = new Map(); // of parts, by sentence
  }

  /** Draw pieces; parts whose keys have not changed stay as they are. */
  draw(pieces) {
    const lines = divided(pieces);
    this.#replace(lines, (one, other) => one.key === other.key);
    this.nodes.clear();
    this.lines.forEach((line, place) => {
      line.pieces = lines[place].pieces;
      partsOf(line).forEach((part, number) => {
        line.made[number].sentence = part.sentence;
        this.nodes.set(part.sentence, line.made[number]);
      });
    });
  }

  /** Draw a text; lines that it does not change keep their parts, others have none. */
  write(text) {
    this.#replace(divided([text]), (one, other) => one.text === other.text);
  }

  /** Return the element that holds a place of the text, and the place in it. */
  at(place) {
    let from = 0;
    for (const { text, node } of this.lines) {
      if (place < from + text.length) return [node, place - from];
      from += text.length;
    }
    return [null, 0];
  }

  /** Put lines in the place of those that are not alike, at the beginning, at the end or one by one. */
  #replace(lines, alike) {
    const old = this.lines;
    const most = Math.min(old.length, lines.length);
    let [head, tail] = [0, 0];
    while (head < most && alike(old[head], lines[head])) head += 1;
    while (tail < most - head && alike(old.at(-1 - tail), lines.at(-1 - tail))) tail += 1;
    const before = old.slice(head, old.length - tail);
    const after = lines.slice(head, lines.length - tail);
    const paired = before.length === after.length;
    const stays = (line, place) => paired && alike(line, after[place]);
    const gone = before.filter((line, place) => !stays(line, place));
    const known = new Map(gone.flatMap((line) => partsOf(line).map(({ key }, n) => [key, line.made[n]])));
    let next = old[old.length - tail]?.node ?? null;
    for (let place = after.length - 1; place >= 0; place -= 1) {
      if (paired && stays(before[place], place)) after[place] = before[place];
      else this.root.insertBefore(drawn(after[place], known), next);
      next = after[place].node;
    }
    for (const { node } of gone) node.remove();
    this.lines = [...old.slice(0, head), ...after, ...old.slice(old.length - tail)];
  }
}

const partsOf = (line) => line.pieces.filter((piece) => typeof piece !== "string");

/** Return pieces line by line; line ends within a part are its own. */
function divided(pieces) {
  const lines = [];
  let line = [];
  const end = () => {
    const key = JSON.stringify(line.map((piece) => piece.key ?? [piece]));
    const text = line.map((piece) => piece.text ?? piece).join("");
    if (line.length) lines.push({ key, text, pieces: line });
    line = [];
  };
  for (const piece of pieces) {
    if (typeof piece !== "string") line.push(piece);
    else
      for (const text of piece.split(/(?<=\n)/)) {
        if (text) line.push(text);
        if (text.endsWith("\n")) end();
      }
  }
  end();
  return lines;
}

/** Draw a line, and return its element; each of its parts that is known is taken, once. */
function drawn(line, known) {
  line.node = document.createElement("div");
  line.made = [];
  for (const piece of line.pieces) {
    if (typeof piece === "string") {
      line.node.append(piece);
      continue;
    }
    const part = known.get(piece.key) ?? piece.make();
    known.delete(piece.key);
    line.made.push(part);
    line.node.append(part);
  }
  return line.node;
}
