/** The state of the page in the fragment of its address, which no server sees: `#inside?step=3`. */

const VIEWS = ["translate", "inside"];
const LONGEST = 2000; // characters of a text that goes into the address
const written = new Map(); // the fragment that was last written for a view

/** Return the view that an address names, and its values. */
export function read() {
  const [view, ...values] = location.hash.slice(1).split("?"); // of which a text may have some
  return {
    view: VIEWS.includes(view) ? view : VIEWS[0],
    values: Object.fromEntries(new URLSearchParams(values.join("?"))),
  };
}

/** Say whether the address has values of a view that this page did not write last. */
export const isForeign = () =>
  Object.keys(read().values).length > 0 && location.hash !== written.get(read().view);

/** Return the values of a view, where the address has some; they count as written from now on. */
export function taken(view) {
  const found = read();
  if (found.view !== view || !isForeign()) return null;
  written.set(view, location.hash);
  return found.values;
}

/**
 * Write a view's values into the address, those that are empty left out; the page stays.
 *
 * Nothing is written where the address names another view, which is about to be shown.
 */
export function write(view, values) {
  if (read().view !== view) return;
  const kept = Object.entries(values).filter(
    ([, value]) => value !== null && value !== undefined && value !== "" && `${value}`.length <= LONGEST,
  );
  const found = new URLSearchParams(kept.map(([name, value]) => [name, `${value}`]));
  const fragment = kept.length ? `#${view}?${found}` : `#${view}`;
  written.set(view, fragment);
  if (fragment !== location.hash) history.replaceState(null, "", fragment);
}
