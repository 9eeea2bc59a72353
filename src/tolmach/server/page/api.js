/** The server's interface, as the page uses it. */

let key = "";

/** Set the key that is shown with every request. */
export function showKey(shown) {
  key = shown;
}

const UNREACHED = [502, 503]; // what a proxy answers where the server behind it does not

/**
 * What is wrong, in the server's words, and by a code with values where it has one; `wait` is how
 * many seconds to wait before trying again, if that helps.
 */
export class ServerError extends Error {
  constructor({ detail, error, code, values = [] }, wait = null) {
    super(detail ?? error ?? "");
    Object.assign(this, { code, values, wait });
  }
}

async function asked(path, how = {}) {
  const headers = { ...how.headers };
  if (key) headers.Authorization = `Bearer ${key}`;
  const answer = await fetch(path, { ...how, headers });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => null);
  if (!problem && UNREACHED.includes(answer.status)) throw new TypeError(answer.statusText);
  const wait = Number(answer.headers.get("Retry-After")) || null;
  throw new ServerError(problem ?? { detail: `HTTP ${answer.status}` }, wait);
}

async function fetched(path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  const how = body ? { method: "POST", headers, body: JSON.stringify(body), signal } : { headers };
  return (await asked(path, how)).json();
}

/** Return the languages, each with those it is translated into. */
export const languages = () => fetched("languages");

/** Return the server's limits, and whether it asks for a key. */
export const settings = () => fetched("frontend/settings");

/** Return the translations of texts with their parts and sentences; `context` tells their language. */
export async function translate(text, { source, target, glossary, context }, signal) {
  const body = { text, source, target, glossary, context, details: true };
  return (await fetched("v1/translate", body, signal)).translations;
}

/** Return alignment and confidence of a sentence and its translation, which obeys a glossary. */
export const look = ({ source: text, text: translation, how }) =>
  fetched("v1/look", { text, translation, ...how });

/** Return the models that are served. */
export const models = async () => (await fetched("v1/models")).models;

/** Return parts of a look inside a model. */
export const lookInside = (body, signal) => fetched("v1/look", body, signal);

/** Return other words at a place of a sentence's translation. */
export async function otherWords({ source: text, text: translation, how }, place) {
  const { source, target } = how;
  const body = { text, translation, place, source, target };
  return (await fetched("v1/words", body)).words;
}

/** Send a file to be translated, and return how far it is. */
export async function sendFile(file, { source, target, glossary }) {
  const body = new FormData();
  body.append("target", target);
  if (source) body.append("source", source);
  body.append("glossary", JSON.stringify(glossary));
  body.append("file", file);
  return (await asked("v1/documents", { method: "POST", body })).json();
}

/** Return how far a file is. */
export const followFile = (identity) => fetched(`v1/documents/${identity}`);

/** Return the content of a translated file, which the server then forgets. */
export const fetchFile = async (identity) =>
  (await asked(`v1/documents/${identity}/content`)).blob();

/** Have the server forget a file. */
export const forgetFile = (identity) => asked(`v1/documents/${identity}`, { method: "DELETE" });
