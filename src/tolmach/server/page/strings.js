/** The page's words in the languages of its interface. */

import { INSIDE } from "./inside/strings.js";
import { TOUR } from "./inside/tour_strings.js";

const en = {
  skip: "To the text",
  history: "History",
  interface: "Language of this page",
  colours: "Colours",
  coloursAuto: "Auto",
  coloursLight: "Light",
  coloursDark: "Dark",
  from: "Translate from",
  to: "Translate into",
  swap: "Swap languages",
  swapNot: "The other direction is not served here",
  detect: "Detect language",
  detected: (language) => `${language} (detected)`,
  text: "Text",
  placeholder: "Type or paste a text",
  clear: "Clear",
  undo: "Undo",
  translation: "Translation",
  empty: "The translation appears here",
  hint: "Click a word for other ways to say it.",
  translatedSoFar: (percent) => `${percent} % is translated.`,
  already: (language) => `The text is in ${language} already; choose another language to translate into.`,
  tooLong: (most) =>
    `More than ${most.toLocaleString("en")} characters are not translated at a time; shorten the text, or translate it as a file.`,
  copy: "Copy",
  copied: "Copied.",
  warnings: "Worth a second look",
  quoted: (words) => `“${words}”`,
  omission: (words) => `Perhaps left out of the translation: ${words}`,
  repetition: (words) => `Perhaps repeated: ${words}`,
  hallucination: (words) => `Perhaps not in the text: ${words}`,
  untranslated: (words) => `Perhaps left untranslated: ${words}`,
  doubtfulSample: "Doubtful",
  legend: "words are more likely wrong than right.",
  doubt: (percent) => `${percent} % sure`,
  glossary: "Glossary",
  glossaryHelp: "A term and its translation a line, with = between them. It stays in this browser.",
  key: "Key",
  keyWanted: "This server asks for a key; type yours below.",
  otherWords: "Other words here",
  thinking: "Looking for other words…",
  noOthers: "There is no other likely word here.",
  automatic: "Back to the automatic translation",
  close: "Close",
  historyHelp: "It is kept in this browser only.",
  nothingPast: "Nothing yet.",
  forget: "Forget everything",
  busy: (seconds) => `The server is busy; trying again in ${seconds} s.`,
  offline: "The server cannot be reached; trying again.",
  refused: (said) => said || "The server did not say what is wrong.",
  count: (count, most) => `${count} of ${most} characters`,
  files: "Files",
  chooseFile: "Translate a file",
  dropHint: "or drop it anywhere:",
  formats: "Word, PowerPoint, Excel, OpenDocument, EPUB, HTML, Markdown, text, subtitles, PO, XLIFF, TMX",
  dropHere: "Drop the file to translate it",
  fileSending: "Sending…",
  translating: "Translating…",
  fileProgress: (done, all, seconds) =>
    `${done} of ${all} texts${seconds === null ? "" : `, about ${seconds} s left`}`,
  fileUnreadable: "This cannot be read; is it a folder, or has it changed meanwhile?",
  fileSave: "Save",
  fileRemove: "Remove",
  fileDone: (name) => `${name} is translated.`,
};

const de = {
  skip: "Zum Text",
  history: "Verlauf",
  interface: "Sprache dieser Seite",
  colours: "Farben",
  coloursAuto: "Auto",
  coloursLight: "Hell",
  coloursDark: "Dunkel",
  from: "Übersetzen aus",
  to: "Übersetzen in",
  swap: "Sprachen tauschen",
  swapNot: "Die andere Richtung gibt es hier nicht",
  detect: "Sprache erkennen",
  detected: (language) => `${language} (erkannt)`,
  text: "Text",
  placeholder: "Text eingeben oder einfügen",
  clear: "Leeren",
  undo: "Rückgängig",
  translation: "Übersetzung",
  empty: "Hier erscheint die Übersetzung",
  hint: "Ein Klick auf ein Wort zeigt andere Möglichkeiten.",
  translatedSoFar: (percent) => `${percent} % sind übersetzt.`,
  already: (language) => `Der Text ist schon auf ${language}; bitte eine andere Zielsprache wählen.`,
  tooLong: (most) =>
    `Mehr als ${most.toLocaleString("de")} Zeichen werden nicht auf einmal übersetzt; den Text kürzen oder als Datei übersetzen.`,
  copy: "Kopieren",
  copied: "Kopiert.",
  warnings: "Hier genauer hinsehen",
  quoted: (words) => `„${words}“`,
  omission: (words) => `Fehlt vielleicht in der Übersetzung: ${words}`,
  repetition: (words) => `Vielleicht wiederholt: ${words}`,
  hallucination: (words) => `Steht vielleicht nicht im Text: ${words}`,
  untranslated: (words) => `Vielleicht nicht übersetzt: ${words}`,
  doubtfulSample: "Zweifelhafte",
  legend: "Wörter sind eher falsch als richtig.",
  doubt: (percent) => `zu ${percent} % sicher`,
  glossary: "Glossar",
  glossaryHelp: "Je Zeile ein Begriff, = und seine Übersetzung. Es bleibt in diesem Browser.",
  key: "Schlüssel",
  keyWanted: "Dieser Server verlangt einen Schlüssel; bitte unten eingeben.",
  otherWords: "Andere Wörter an dieser Stelle",
  thinking: "Suche nach anderen Wörtern …",
  noOthers: "Hier gibt es kein anderes wahrscheinliches Wort.",
  automatic: "Zurück zur automatischen Übersetzung",
  close: "Schließen",
  historyHelp: "Er wird nur in diesem Browser gespeichert.",
  nothingPast: "Noch nichts.",
  forget: "Alles vergessen",
  busy: (seconds) => `Der Server ist ausgelastet; neuer Versuch in ${seconds} s.`,
  offline: "Der Server ist nicht erreichbar; neuer Versuch.",
  refused: (said) => `Das hat der Server abgelehnt${said ? ` („${said}“)` : ""}.`,
  count: (count, most) => `${count} von ${most} Zeichen`,
  files: "Dateien",
  chooseFile: "Eine Datei übersetzen",
  dropHint: "oder hierher ziehen:",
  formats: "Word, PowerPoint, Excel, OpenDocument, EPUB, HTML, Markdown, Text, Untertitel, PO, XLIFF, TMX",
  dropHere: "Die Datei loslassen, um sie zu übersetzen",
  fileSending: "Wird gesendet …",
  translating: "Wird übersetzt …",
  fileProgress: (done, all, seconds) =>
    `${done} von ${all} Texten${seconds === null ? "" : `, noch etwa ${seconds} s`}`,
  fileUnreadable: "Das lässt sich nicht lesen; ist es ein Ordner, oder hat es sich inzwischen geändert?",
  fileSave: "Speichern",
  fileRemove: "Entfernen",
  fileDone: (name) => `${name} ist übersetzt.`,
};

const ru = {
  skip: "К тексту",
  history: "История",
  interface: "Язык страницы",
  colours: "Цвета",
  coloursAuto: "Авто",
  coloursLight: "Светлые",
  coloursDark: "Тёмные",
  from: "Перевести с языка",
  to: "Перевести на язык",
  swap: "Поменять языки местами",
  swapNot: "Обратного направления здесь нет",
  detect: "Определить язык",
  detected: (language) => `${language} (определён)`,
  text: "Текст",
  placeholder: "Введите или вставьте текст",
  clear: "Очистить",
  undo: "Вернуть",
  translation: "Перевод",
  empty: "Здесь появится перевод",
  hint: "Нажмите на слово, чтобы увидеть другие варианты.",
  translatedSoFar: (percent) => `Переведено ${percent} %.`,
  already: (language) => `Язык текста уже ${language}; выберите другой язык перевода.`,
  tooLong: (most) =>
    `Больше ${most.toLocaleString("ru")} знаков за раз не переводится; сократите текст или переведите его как файл.`,
  copy: "Копировать",
  copied: "Скопировано.",
  warnings: "Стоит проверить",
  quoted: (words) => `«${words}»`,
  omission: (words) => `Возможно, пропущено в переводе: ${words}`,
  repetition: (words) => `Возможно, повторено: ${words}`,
  hallucination: (words) => `Возможно, этого нет в тексте: ${words}`,
  untranslated: (words) => `Возможно, не переведено: ${words}`,
  doubtfulSample: "Сомнительные",
  legend: "слова скорее неверны, чем верны.",
  doubt: (percent) => `уверенность ${percent} %`,
  glossary: "Глоссарий",
  glossaryHelp: "В каждой строке термин, знак = и его перевод. Хранится в этом браузере.",
  key: "Ключ",
  keyWanted: "Этот сервер требует ключ; введите его ниже.",
  otherWords: "Другие слова в этом месте",
  thinking: "Поиск других слов…",
  noOthers: "Другого вероятного слова здесь нет.",
  automatic: "Вернуть автоматический перевод",
  close: "Закрыть",
  historyHelp: "Хранится только в этом браузере.",
  nothingPast: "Пока ничего.",
  forget: "Забыть всё",
  busy: (seconds) => `Сервер занят; новая попытка через ${seconds} с.`,
  offline: "Сервер недоступен; новая попытка.",
  refused: (said) => `Сервер отказал${said ? ` («${said}»)` : ""}.`,
  count: (count, most) => `${count} из ${most} знаков`,
  files: "Файлы",
  chooseFile: "Перевести файл",
  dropHint: "или перетащите его сюда:",
  formats: "Word, PowerPoint, Excel, OpenDocument, EPUB, HTML, Markdown, текст, субтитры, PO, XLIFF, TMX",
  dropHere: "Отпустите файл, чтобы перевести его",
  fileSending: "Отправка…",
  translating: "Перевод…",
  fileProgress: (done, all, seconds) =>
    `${done} из ${all} текстов${seconds === null ? "" : `, осталось примерно ${seconds} с`}`,
  fileUnreadable: "Это не удалось прочитать; может быть, это папка или файл с тех пор изменился?",
  fileSave: "Сохранить",
  fileRemove: "Убрать",
  fileDone: (name) => `${name}: перевод готов.`,
};

export const STRINGS = {
  en: { ...en, ...INSIDE.en, ...TOUR.en },
  de: { ...de, ...INSIDE.de, ...TOUR.de },
  ru: { ...ru, ...INSIDE.ru, ...TOUR.ru },
};

let chosen = "en";

/** The language of the interface. */
export const language = () => chosen;

/** Return a string in the interface's language; some take values. */
export function say(key, ...values) {
  const found = STRINGS[chosen][key];
  return typeof found === "function" ? found(...values) : found;
}

/** Set the interface's language, and write all strings into the page. */
export function setLanguage(code) {
  chosen = code in STRINGS ? code : "en";
  document.documentElement.lang = chosen;
  for (const element of document.querySelectorAll("[data-say]")) {
    element.textContent = say(element.dataset.say);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
    if (element.tagName === "BUTTON") element.title = say(element.dataset.label);
  }
  for (const element of document.querySelectorAll("[data-placeholder]")) {
    element.placeholder = say(element.dataset.placeholder);
  }
}

/** Return a language's name in the interface's language, as it stands within a sentence. */
export function nameWithin(code) {
  try {
    return new Intl.DisplayNames([chosen], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

/** Return a language's name in the interface's language, as it stands by itself. */
export function languageName(code) {
  const name = nameWithin(code);
  return name[0].toLocaleUpperCase(chosen) + name.slice(1);
}
