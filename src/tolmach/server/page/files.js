/** Files: sent, followed, and given back as links; the server forgets each once it is fetched. */

import * as api from "./api.js";
import { noticed } from "./notices.js";
import { element } from "./panes.js";
import { waitFor, worded } from "./problems.js";
import { say } from "./strings.js";

const PAUSE = 400; // ms between questions how far a file is

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Return a file's name with the language of its translation before its suffix. */
export function translatedName(name, language) {
  const point = name.lastIndexOf(".");
  return `${name.slice(0, point)}.${language}${name.slice(point)}`;
}

/** The list of files; `asked` returns languages and glossary, `tell` says what has happened. */
export class FileList {
  constructor(list, asked, tell) {
    this.list = list;
    this.asked = asked;
    this.tell = tell;
    this.rows = [];
  }

  /** Translate files, each in a row of its own. */
  add(files) {
    for (const file of files) {
      const row = new FileRow(file, this.asked(), () => this.#remove(row));
      this.rows.push(row);
      this.list.append(row.item);
      void row.run(this.tell);
    }
    setTimeout(() => this.rows.at(-1)?.item.scrollIntoView({ block: "nearest" }));
  }

  /** Write everything anew, in the interface's language. */
  draw() {
    for (const row of this.rows) row.draw();
  }

  #remove(row) {
    row.stop();
    const next = row.item.nextElementSibling ?? row.item.previousElementSibling;
    row.item.remove();
    this.rows = this.rows.filter((each) => each !== row);
    (next?.querySelector("button") ?? document.getElementById("choose-file")).focus();
  }
}

/** A file that the browser cannot read. */
class UnreadableError extends Error {}

class FileRow {
  constructor(file, asked, remove) {
    this.file = file;
    this.asked = asked;
    this.state = { status: "sending", warnings: [] };
    this.item = element("li", "file");
    this.bar = element("progress");
    this.said = element("span", "quiet");
    this.link = element("a", "button");
    this.notes = element("ul", "quiet");
    this.removal = element("button");
    this.removal.type = "button";
    this.removal.addEventListener("click", remove);
    const name = element("b", "", file.name);
    this.item.append(name, this.bar, this.said, this.link, this.removal, this.notes);
    this.draw();
  }

  /** Send the file, follow it, and fetch it. */
  async run(tell) {
    try {
      await this.#retried(() => this.#send());
      while (this.state.status === "translating") {
        await pause(PAUSE);
        await this.#retried(async () => this.#become(await api.followFile(this.state.document)));
      }
      const { status, error, problem } = this.state;
      if (status !== "done") throw new api.ServerError({ error, ...problem });
      await this.#retried(async () => this.#offer(await api.fetchFile(this.state.document)));
      if (!this.stopped) tell(() => say("fileDone", this.file.name));
    } catch (error) {
      if (this.stopped) return;
      const words = () => (error instanceof UnreadableError ? say("fileUnreadable") : worded(error));
      this.#become({ ...this.state, status: "failed", words, warnings: [] });
      const { name } = this.file;
      tell(() => (words().startsWith(name) ? words() : `${name}: ${words()}`), true);
    }
  }

  /** Stop, and have the server forget the file. */
  stop() {
    this.stopped = true;
    if (this.link.href) URL.revokeObjectURL(this.link.href);
    else this.#forget();
  }

  #forget() {
    if (this.state.document) api.forgetFile(this.state.document).catch(() => {});
  }

  /** Send the file, unless the browser cannot read it: a folder, or one that has changed since. */
  async #send() {
    const first = this.file.slice(0, 1).arrayBuffer();
    await first.catch(() => Promise.reject(new UnreadableError()));
    this.#become(await api.sendFile(this.file, this.asked));
    if (this.stopped) this.#forget(); // removed while it was sent
  }

  draw() {
    const { status, texts, translated, seconds_remaining: left } = this.state;
    this.bar.ariaLabel = this.file.name;
    this.bar.hidden = status === "failed" || Boolean(this.link.href);
    if (texts) Object.assign(this.bar, { max: texts, value: translated });
    const progress = texts ? say("fileProgress", translated, texts, left) : say("translating");
    const words = { sending: say("fileSending"), translating: progress, failed: this.state.words?.() };
    this.said.textContent = this.waiting?.() ?? words[status] ?? "";
    this.said.classList.toggle("trouble", status === "failed");
    this.link.textContent = say("fileSave");
    this.link.ariaLabel = `${say("fileSave")}: ${this.link.download}`;
    this.link.hidden = !this.link.href;
    this.removal.textContent = say("fileRemove");
    this.removal.ariaLabel = `${say("fileRemove")}: ${this.file.name}`;
    const { warnings, notices } = this.state;
    const told = warnings.map((each, place) => (notices?.[place] ? noticed(notices[place], each) : each));
    this.notes.replaceChildren(...told.map((each) => element("li", "", each)));
    this.notes.hidden = !this.state.warnings.length;
  }

  #become(state) {
    this.state = state;
    this.draw();
  }

  #offer(content) {
    if (this.stopped) return;
    this.link.href = URL.createObjectURL(content);
    this.link.download = translatedName(this.file.name, this.state.target);
    this.draw();
  }

  /** Do something, and again where the server is busy or cannot be reached for a while. */
  async #retried(work) {
    while (!this.stopped) {
      try {
        return await work();
      } catch (error) {
        const wait = waitFor(error);
        if (!wait) throw error;
        this.waiting = () => worded(error);
        this.draw();
        await pause(1000 * wait);
        this.waiting = null;
      }
    }
    throw new Error("stopped");
  }
}

/** Let files be dropped anywhere; while one is held over the page, the page shows that it may. */
export function acceptDrops(take) {
  const shown = document.documentElement.classList;
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    shown.add("dropping");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) shown.remove("dropping");
  });
  addEventListener("drop", (event) => {
    shown.remove("dropping");
    if (!holdsFiles(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
}
