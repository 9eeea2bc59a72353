/** Notices of what in a file was not translated, in the languages of the interface but English. */

import { language, nameWithin } from "./strings.js";

// In braces what is counted, in its forms; the number of a value; or that of one that is a language.
const de = {
  picture: "{Bild|Bilder}: Text darin wird nicht übersetzt.",
  drawing: "{Zeichnung|Zeichnungen}: Text darin unverändert gelassen.",
  formula: "{Formel|Formeln}: unverändert gelassen.",
  formula_in_cell: "{Formel|Formeln}: unverändert gelassen, samt Text darin.",
  formula_or_object: "{Formel oder anderes Objekt|Formeln oder andere Objekte}: unverändert gelassen.",
  object: "{eingebettetes Objekt|eingebettete Objekte}: unverändert gelassen.",
  embedded_page: "{eingebettete Seite|eingebettete Seiten}: unverändert gelassen.",
  preformatted: "{vorformatierter Text|vorformatierte Texte}: unverändert gelassen.",
  filled_field: "{ausgefülltes Formularfeld|ausgefüllte Formularfelder}: Text darin unverändert gelassen.",
  template: "{Vorlage|Vorlagen}: Text darin unverändert gelassen.",
  attributes: "{Tag|Tags}: Text in Attributen (alt, title) unverändert gelassen.",
  deletion: "{Löschung|Löschungen}: Text darin unverändert gelassen.",
  ruby: "{Ruby-Text|Ruby-Texte}: unverändert gelassen.",
  comment: "{Kommentar|Kommentare}: unverändert gelassen.",
  alternative_text: "{Beschreibung|Beschreibungen}: Alternativtexte unverändert gelassen.",
  alternative_text_or_title:
    "{Beschreibung|Beschreibungen}: Alternativtexte von Bildern und Titel von Links unverändert gelassen.",
  book_description: "Beschreibung des Buches: unverändert gelassen.",
  computed: "{Feld|Felder}: berechnete Wörter unverändert gelassen; bitte aktualisieren.",
  content_control:
    "{Inhaltssteuerelement|Inhaltssteuerelemente}: Text von anderswo unverändert gelassen.",
  chart: "{Diagramm|Diagramme}: Namen in den Daten unverändert gelassen.",
  sheet_name: "{Name|Namen}: Tabellenblätter heißen wie zuvor, denn Formeln beziehen sich auf sie.",
  sheet_margin: "{Rand|Ränder}: Kopf- und Fußzeilen von Tabellenblättern unverändert gelassen.",
  cell_rule: "{Regel|Regeln}: Hinweise und Auswahllisten von Zellen unverändert gelassen.",
  column_name:
    "{Spaltenname|Spaltennamen} von Tabellen: unverändert gelassen, denn Formeln beziehen sich darauf.",
  macros: "Makros: unverändert gelassen, samt Text darin.",
  signature: "Signatur: Für die Übersetzung gilt sie nicht; bitte neu signieren.",
  front_matter: "Vorspann (Front Matter): unverändert gelassen.",
  html: "{Block|Blöcke} HTML: unverändert gelassen.",
  code: "{Block|Blöcke} Code: unverändert gelassen.",
  unusual: "{Block|Blöcke} in ungewöhnlicher Form: unverändert gelassen.",
  message_done: "{Meldung|Meldungen}: schon übersetzt, unverändert gelassen.",
  plural_forms:
    "{Meldung|Meldungen}: mehr als zwei Pluralformen, die alle dieselbe Übersetzung bekommen; bitte prüfen.",
  unit_done: "{Einheit|Einheiten}: schon übersetzt, unverändert gelassen.",
  unit_without: "{Einheit|Einheiten} ohne Text in der Ausgangssprache ({language 0}).",
  other_source: "In der Datei ist {language 0} als Ausgangssprache angegeben; übersetzt ist sie aus {language 1}.",
  missed_term: "„{0}“ ließ sich in {Text|Texten} nicht wie im Glossar übersetzen.",
  nothing: "Die Datei enthält keinen Text zum Übersetzen.",
};

const ru = {
  picture: "{картинка|картинки|картинок}: текст внутри не переводится.",
  drawing: "{рисунок|рисунка|рисунков}: текст внутри без изменений.",
  formula: "{формула|формулы|формул}: без изменений.",
  formula_in_cell: "{формула|формулы|формул}: без изменений, как и текст внутри.",
  formula_or_object:
    "{формула или другой объект|формулы или других объекта|формул или других объектов}: без изменений.",
  object: "{встроенный объект|встроенных объекта|встроенных объектов}: без изменений.",
  embedded_page: "{встроенная страница|встроенные страницы|встроенных страниц}: без изменений.",
  preformatted: "{блок|блока|блоков} готового форматирования (pre): без изменений.",
  filled_field:
    "{заполненное поле формы|заполненных поля формы|заполненных полей формы}: текст внутри без изменений.",
  template: "{шаблон|шаблона|шаблонов}: текст внутри без изменений.",
  attributes: "{тег|тега|тегов}: текст в атрибутах (alt, title) без изменений.",
  deletion: "{удаление|удаления|удалений}: текст внутри без изменений.",
  ruby: "{надстрочная подпись|надстрочные подписи|надстрочных подписей} (ruby): без изменений.",
  comment: "{комментарий|комментария|комментариев}: без изменений.",
  alternative_text: "{описание|описания|описаний}: альтернативные тексты без изменений.",
  alternative_text_or_title:
    "{описание|описания|описаний}: альтернативные тексты картинок и заголовки ссылок без изменений.",
  book_description: "Описание книги: без изменений.",
  computed: "{поле|поля|полей}: вычисляемые слова без изменений; обновите их.",
  content_control:
    "{элемент|элемента|элементов} управления содержимым: текст из другого места без изменений.",
  chart: "{диаграмма|диаграммы|диаграмм}: названия в данных без изменений.",
  sheet_name: "{название|названия|названий}: листы называются как раньше, потому что на них ссылаются формулы.",
  sheet_margin: "{колонтитул|колонтитула|колонтитулов} листов: без изменений.",
  cell_rule: "{правило|правила|правил}: подсказки и списки выбора в ячейках без изменений.",
  column_name:
    "{название|названия|названий} столбцов таблиц: без изменений, потому что на них ссылаются формулы.",
  macros: "Макросы: без изменений, как и текст внутри.",
  signature: "Подпись: для перевода она недействительна; подпишите его заново.",
  front_matter: "Вводный блок (front matter): без изменений.",
  html: "{блок|блока|блоков} HTML: без изменений.",
  code: "{блок|блока|блоков} кода: без изменений.",
  unusual: "{блок|блока|блоков} необычного вида: без изменений.",
  message_done: "{сообщение|сообщения|сообщений}: перевод уже есть, без изменений.",
  plural_forms:
    "{сообщение|сообщения|сообщений}: форм множественного числа больше двух, перевод у всех один; проверьте их.",
  unit_done: "{единица|единицы|единиц}: перевод уже есть, без изменений.",
  unit_without: "{единица|единицы|единиц} без текста на языке оригинала ({language 0}).",
  other_source: "Язык оригинала указан в файле как {language 0}, а переведён он как {language 1}.",
  missed_term: "«{0}»: не удалось перевести как в глоссарии ({текст|текста|текстов}).",
  nothing: "В файле нет текста для перевода.",
};

const SENTENCES = { de, ru };
const FORMS = ["one", "few", "many", "other"]; // of plurals, in the order of a sentence's

/** Return a notice in the interface's language, or the server's `sentence` where it has none. */
export function noticed({ code, count, values }, sentence) {
  const own = SENTENCES[language()]?.[code];
  return own?.replace(/\{(?:(language )?(\d)|([^}]+))\}/g, (_, isLanguage, number, forms) => {
    if (forms) return counted(count, forms.split("|"));
    return isLanguage ? nameWithin(values[number]) : values[number];
  }) ?? sentence;
}

/** Return a number with what is counted in the form that it asks for. */
function counted(count, forms) {
  const rules = new Intl.PluralRules(language());
  const known = FORMS.filter((form) => rules.resolvedOptions().pluralCategories.includes(form));
  return `${count.toLocaleString(language())} ${forms[known.indexOf(rules.select(count))]}`;
}
