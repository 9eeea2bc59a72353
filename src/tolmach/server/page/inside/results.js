/** The translations of beam search, of greedy search, and those that were drawn, as a table. */

import { element } from "../panes.js";
import { say } from "../strings.js";
import { number } from "./drawing.js";

/** Return the table; `drawn` are samples, which may not be known yet. */
export function results({ search, greedy, languages }, drawn) {
  const rows = [
    [say("beamSearch", search.beam), search.found[0]],
    [say("greedySearch"), greedy],
    ...drawn.map((one, place) => [say("drawn", place + 1), one]),
  ];
  const table = element("table");
  const [head, body] = [element("thead"), element("tbody")];
  head.append(headings());
  body.append(...rows.map(([name, one]) => line(name, one, languages[1])));
  table.append(head, body);
  return table;
}

function headings() {
  const row = element("tr");
  const names = [["method"], ["translation"], ["logProbability", "number"], ["score", "number"]];
  row.append(...names.map(([name, kind]) => heading("col", say(name), kind)));
  return row;
}

function line(name, { text, log_probability: total, score }, language) {
  const row = element("tr");
  const translation = element("td", "", text);
  translation.lang = language;
  const numbers = [total, score].map((value) => element("td", "number", number(value)));
  row.append(heading("row", name), translation, ...numbers);
  return row;
}

function heading(scope, text, kind = "") {
  const made = element("th", kind, text);
  made.scope = scope;
  return made;
}
