/** What is wrong, in the interface's language: by the server's code, or else in its own words. */

import { language, nameWithin, say } from "./strings.js";

const number = (value) => Number(value).toLocaleString(language());
const megabytes = (bytes) => number(Math.floor(bytes / 1e6));

// Of the others the server's own words, which are in English, say more.
const en = {
  unserved_detected: (from, to) =>
    `The text seems to be in ${nameWithin(from)}, which is not translated into ${nameWithin(to)} here. If it is not, choose its language above.`,
  glossary: (terms, letters) =>
    `The glossary has too many terms, or too long ones; it may have ${number(terms)}, of at most ${number(letters)} characters.`,
  key: () => say("keyWanted"),
};

const de = {
  unserved: (from, to) => `Die Richtung ${nameWithin(from)} → ${nameWithin(to)} gibt es hier nicht.`,
  unserved_detected: (from, to) =>
    `Der Text scheint auf ${nameWithin(from)} zu sein; die Richtung ${nameWithin(from)} → ${nameWithin(to)} gibt es hier nicht. Ist er es nicht, bitte oben seine Sprache wählen.`,
  length: (most) => say("tooLong", Number(most)),
  look_length: (most) => `Nur ${number(most)} Zeichen lassen sich untersuchen; bitte einen einzelnen Satz eingeben.`,
  look_pieces: (count, most) =>
    `Der Text hat ${number(count)} Stücke; untersuchen lässt sich ein Satz von höchstens ${number(most)}.`,
  glossary: (terms, letters) =>
    `Das Glossar hat zu viele oder zu lange Begriffe; ${number(terms)} dürfen es sein, mit höchstens ${number(letters)} Zeichen.`,
  format: (better) =>
    `Dieses Format wird nicht übersetzt; ${better ? `bitte als ${better} speichern` : `möglich sind ${say("formats")}`}.`,
  pdf: () => "PDF wird nicht übersetzt; bitte die Datei nehmen, aus der es entstanden ist.",
  kind: () => "Der Inhalt ist von keinem Format, das übersetzt wird; ist es eine andere Art von Datei?",
  damaged: () => "Die Datei ist beschädigt oder nicht vollständig; bitte neu speichern oder herunterladen.",
  encoding: () => "Die Datei ist kein Text in UTF-8; bitte so speichern.",
  encrypted: () =>
    "Die Datei ist verschlüsselt oder von einem alten Office-Format; bitte ohne Passwort neu speichern.",
  protected: () => "Die Datei ist durch einen Kopierschutz gesperrt.",
  unsafe: () =>
    "Die Datei könnte einen Angriff verbergen und wird nicht gelesen; bitte mit dem Programm, aus dem sie stammt, neu speichern.",
  unpacked: (most) => `Ausgepackt ist die Datei größer als ${number(most)} MB; bitte teilen.`,
  document_length: (most) => `Eine Datei darf ${number(most)} Zeichen Text enthalten; bitte teilen.`,
  same_language: () =>
    "Die Datei scheint schon in der Zielsprache zu sein. Ist sie es nicht, bitte oben ihre Sprache wählen.",
  gone: () => "Die Übersetzung ist nicht mehr auf dem Server; bitte die Datei noch einmal senden.",
  key: () => say("keyWanted"),
  quota: (left, asked) =>
    `Mit diesem Schlüssel können in diesem Monat noch ${number(left)} Zeichen übersetzt werden; der Text hat ${number(asked)}.`,
  size: (most) => `Mehr als ${megabytes(most)} MB nimmt der Server nicht auf einmal an; bitte teilen.`,
  late: () => "Die Anfrage ist nicht vollständig angekommen; bitte noch einmal versuchen.",
  mistake: () => "Dem Server ist ein Fehler unterlaufen; in seinem Protokoll steht mehr.",
  state: () =>
    "Der Server kann seine Datei mit Schlüsseln und Glossaren nicht lesen oder beschreiben; bitte später noch einmal versuchen.",
};

const ru = {
  unserved: (from, to) => `Направления ${nameWithin(from)} → ${nameWithin(to)} здесь нет.`,
  unserved_detected: (from, to) =>
    `Похоже, язык текста — ${nameWithin(from)}, и на ${nameWithin(to)} с него здесь не переводят. Если это не так, выберите язык текста сверху.`,
  length: (most) => say("tooLong", Number(most)),
  look_length: (most) => `Рассмотреть можно не больше ${number(most)} знаков; введите одно предложение.`,
  look_pieces: (count, most) =>
    `Частей в тексте: ${number(count)}; рассмотреть можно предложение, в котором их до ${number(most)}.`,
  glossary: (terms, letters) =>
    `В глоссарии слишком много терминов или они слишком длинные; в нём может быть до ${number(terms)}, до ${number(letters)} знаков каждый.`,
  format: (better) =>
    `Этот формат не переводится; ${better ? `сохраните файл как ${better}` : `можно перевести ${say("formats")}`}.`,
  pdf: () => "PDF не переводится; возьмите файл, из которого он сделан.",
  kind: () => "Содержимое не похоже ни на один переводимый формат; может быть, это файл другого вида?",
  damaged: () => "Файл повреждён или неполон; сохраните или скачайте его заново.",
  encoding: () => "Этот файл — не текст в UTF-8; сохраните его в этой кодировке.",
  encrypted: () => "Файл зашифрован или в старом формате Office; сохраните его заново без пароля.",
  protected: () => "Файл закрыт защитой от копирования.",
  unsafe: () =>
    "В файле может скрываться атака, поэтому он не читается; сохраните его заново в исходной программе.",
  unpacked: (most) => `В распакованном виде файл больше ${number(most)} МБ; разделите его.`,
  document_length: (most) => `В файле может быть до ${number(most)} знаков текста; разделите его.`,
  same_language: () =>
    "Похоже, файл уже на языке перевода. Если это не так, выберите язык текста сверху.",
  gone: () => "Перевода на сервере больше нет; отправьте файл ещё раз.",
  key: () => say("keyWanted"),
  quota: (left, asked) =>
    `С этим ключом в этом месяце можно перевести ещё ${number(left)} знаков, а в тексте их ${number(asked)}.`,
  size: (most) => `Больше ${megabytes(most)} МБ за раз сервер не принимает; разделите на части.`,
  late: () => "Запрос пришёл не целиком; попробуйте ещё раз.",
  mistake: () => "На сервере произошла ошибка; подробности — в его журнале.",
  state: () =>
    "Сервер не может прочитать или записать свой файл с ключами и глоссариями; попробуйте позже.",
};

const SENTENCES = { en, de, ru };
const PATIENCE = 3; // seconds until a server that cannot be reached is asked again

/** Return how many seconds to wait before asking again; none where that does not help. */
export const waitFor = (error) => (isOffline(error) ? PATIENCE : error.wait);

const isOffline = (error) => error instanceof TypeError; // as `fetch` says it

/** Return what is wrong in the interface's language. */
export function worded(error) {
  if (isOffline(error)) return say("offline");
  if (error.wait) return say("busy", error.wait);
  const own = SENTENCES[language()][error.code];
  return own?.(...error.values) ?? say("refused", error.message);
}
