/** The cards of the guided tour in the languages of the interface. */

const en = {
  tourStart: "Guided tour",
  tourBack: "Back",
  tourNext: "Next",
  tourEnd: "End the tour",
  tourCount: (card, cards) => `Guided tour, card ${card} of ${cards}`,
  tour_questions: "Three questions",
  tour_questions_text:
    "Modelling: how is the probability p(y | x) of a translation computed? Learning: how are the model’s numbers found? Search: which translation is the most probable? This page shows the first and the third, on a sentence of your own: change it above.",
  tour_pieces: "Words become pieces",
  tour_pieces_text:
    "A model knows a fixed list of pieces. Byte-pair encoding learnt them: the commonest pair of neighbours becomes one piece, again and again. Move the slider back to see the words fall apart into letters; rare words stay in several pieces.",
  tour_encoder: "The encoder",
  tour_encoder_text:
    "Each piece becomes a vector, its embedding. Layer by layer the vectors take in their surroundings: the encoder reads the whole sentence before a word is written. Here a layer is open; each row is the vector of one piece.",
  tour_decoder: "The decoder",
  tour_decoder_text:
    "The decoder writes from left to right. It reads the source through the encoder’s vectors and what it has written itself, and its last layer, the softmax, gives every piece of the vocabulary a probability. Move the step to watch it write.",
  tour_chances: "A distribution at every step",
  tour_chances_text:
    "The probability of a translation is the product of its pieces’ probabilities, each given those before. Press another piece here: it is forced, and both translations are shown. An early choice can change the rest of the sentence.",
  tour_loss: "What training lowers",
  tour_loss_text:
    "In training the right piece is known, and the loss of a step is −log p of it; the sum over the sentence is the negative log-likelihood. The model is fed the right beginning, not its own: teacher forcing. The caption has the loss of this step.",
  tour_attention: "Attention",
  tour_attention_text:
    "One vector for a whole sentence is a bottleneck. With attention the decoder looks back at every step: each source piece gets a weight, the weights sum to 1, and the weighted sum is read. Often they follow the word alignment; move the step and see.",
  tour_architectures: "Three architectures",
  tour_architectures_text:
    "Recurrent models read one piece after the other; convolutional ones a few neighbours at a time, all places at once; Transformers let every piece attend to every other. Where this server runs several, press one: the diagram and its formulas change.",
  tour_transformer: "Queries, keys, values, and the mask",
  tour_transformer_text:
    "In a Transformer every piece asks with a query; the other pieces answer with keys; their values are summed by the weights. Several heads do so side by side. In the decoder the weights of pieces that are not written yet are zero: the mask makes a triangle.",
  tour_search: "Greedy search and beam search",
  tour_search_text:
    "Greedy search takes the best piece at every step, and may miss the best sentence. Beam search follows several hypotheses at once. Short ones have an advantage, because each piece costs probability: the length penalty divides the score. Move beam and penalty above.",
  tour_temperature: "Drawing by chance",
  tour_temperature_text:
    "Instead of searching, pieces can be drawn. The temperature divides the logits: above 1 the distribution flattens, below 1 it sharpens. It is now 2. Drawn translations stand below the tree of the search.",
  tour_layers: "The layers’ words",
  tour_layers_text:
    "Read by the softmax after an earlier layer, the decoder already says something. Often the first layers say a frequent word or the previous one, and the meaning settles towards the last layer.",
  tour_heads: "What heads do",
  tour_heads_text:
    "Some heads have a role that can be measured: they look at the neighbour, at the rarest piece, at punctuation. Many of the others can be removed with little loss. That is the end of the tour; the address of this page shares what you see.",
};

const de = {
  tourStart: "Rundgang",
  tourBack: "Zurück",
  tourNext: "Weiter",
  tourEnd: "Rundgang beenden",
  tourCount: (card, cards) => `Rundgang, Karte ${card} von ${cards}`,
  tour_questions: "Drei Fragen",
  tour_questions_text:
    "Modell: Wie wird die Wahrscheinlichkeit p(y | x) einer Übersetzung berechnet? Lernen: Wie werden die Zahlen des Modells gefunden? Suche: Welche Übersetzung ist die wahrscheinlichste? Diese Seite zeigt das Erste und das Dritte, an einem eigenen Satz: Er lässt sich oben ändern.",
  tour_pieces: "Aus Wörtern werden Stücke",
  tour_pieces_text:
    "Ein Modell kennt eine feste Liste von Stücken. Byte-Pair-Encoding hat sie gelernt: Das häufigste Paar von Nachbarn wird ein Stück, immer wieder. Mit dem Schieber zerfallen die Wörter in Buchstaben; seltene Wörter bleiben aus mehreren Stücken.",
  tour_encoder: "Der Encoder",
  tour_encoder_text:
    "Jedes Stück wird ein Vektor, seine Einbettung. Schicht für Schicht nehmen die Vektoren ihre Umgebung auf: Der Encoder liest den ganzen Satz, bevor ein Wort geschrieben wird. Hier ist eine Schicht offen; jede Zeile ist der Vektor eines Stücks.",
  tour_decoder: "Der Decoder",
  tour_decoder_text:
    "Der Decoder schreibt von links nach rechts. Er liest die Quelle über die Vektoren des Encoders und das selbst Geschriebene; seine letzte Schicht, die Softmax, gibt jedem Stück des Vokabulars eine Wahrscheinlichkeit. Mit dem Schritt sieht man ihm beim Schreiben zu.",
  tour_chances: "Bei jedem Schritt eine Verteilung",
  tour_chances_text:
    "Die Wahrscheinlichkeit einer Übersetzung ist das Produkt der Wahrscheinlichkeiten ihrer Stücke, jedes nach den vorigen. Ein Klick auf ein anderes Stück erzwingt es, und beide Übersetzungen sind zu sehen. Eine frühe Wahl kann den Rest des Satzes ändern.",
  tour_loss: "Was das Training senkt",
  tour_loss_text:
    "Im Training ist das richtige Stück bekannt, und der Verlust eines Schritts ist −log p davon; die Summe über den Satz ist die negative Log-Likelihood. Das Modell bekommt den richtigen Anfang, nicht seinen eigenen: Teacher Forcing. Unten steht der Verlust dieses Schritts.",
  tour_attention: "Attention",
  tour_attention_text:
    "Ein Vektor für einen ganzen Satz ist ein Engpass. Mit Attention blickt der Decoder bei jedem Schritt zurück: Jedes Stück der Quelle bekommt ein Gewicht, die Gewichte ergeben 1, und ihre gewichtete Summe wird gelesen. Oft folgen sie der Wortzuordnung, wie die Schritte zeigen.",
  tour_architectures: "Drei Architekturen",
  tour_architectures_text:
    "Rekurrente Modelle lesen ein Stück nach dem anderen; faltende einige Nachbarn auf einmal, an allen Stellen zugleich; in Transformern achtet jedes Stück auf jedes. Wo dieser Server mehrere betreibt, wechselt ein Klick das Diagramm und seine Formeln.",
  tour_transformer: "Queries, Keys, Values und die Maske",
  tour_transformer_text:
    "Im Transformer fragt jedes Stück mit einer Query; die anderen antworten mit Keys; ihre Values werden nach den Gewichten summiert. Mehrere Köpfe tun das nebeneinander. Im Decoder sind die Gewichte noch nicht geschriebener Stücke null: Die Maske ergibt ein Dreieck.",
  tour_search: "Gierige Suche und Beam-Suche",
  tour_search_text:
    "Gierige Suche nimmt bei jedem Schritt das beste Stück und verfehlt manchmal den besten Satz. Beam-Suche verfolgt mehrere Hypothesen zugleich. Kurze sind im Vorteil, weil jedes Stück Wahrscheinlichkeit kostet: Der Längenausgleich teilt die Wertung. Beide lassen sich oben verstellen.",
  tour_temperature: "Ziehen nach Zufall",
  tour_temperature_text:
    "Statt zu suchen, kann man Stücke ziehen. Die Temperatur teilt die Logits: über 1 wird die Verteilung flacher, unter 1 schärfer. Jetzt ist sie 2. Gezogene Übersetzungen stehen unter dem Baum der Suche.",
  tour_layers: "Die Wörter der Schichten",
  tour_layers_text:
    "Schon nach einer früheren Schicht sagt der Decoder etwas, wenn man ihn mit der Softmax liest. Oft nennen die ersten Schichten ein häufiges Wort oder das vorige; zur letzten hin steht fest, was gemeint ist.",
  tour_heads: "Was Köpfe tun",
  tour_heads_text:
    "Manche Köpfe haben eine messbare Rolle: Sie blicken auf den Nachbarn, auf das seltenste Stück, auf Satzzeichen. Viele der anderen kann man mit wenig Verlust entfernen. Damit endet der Rundgang; die Adresse der Seite teilt, was gerade zu sehen ist.",
};

const ru = {
  tourStart: "Экскурсия",
  tourBack: "Назад",
  tourNext: "Дальше",
  tourEnd: "Закончить экскурсию",
  tourCount: (card, cards) => `Экскурсия, карточка ${card} из ${cards}`,
  tour_questions: "Три вопроса",
  tour_questions_text:
    "Модель: как вычислить вероятность перевода p(y | x)? Обучение: как найти числа модели? Поиск: какой перевод самый вероятный? Эта страница показывает первое и третье на вашем предложении: измените его выше.",
  tour_pieces: "Слова становятся частями",
  tour_pieces_text:
    "Модель знает постоянный список частей. Их выучил алгоритм BPE: самая частая пара соседей становится одной частью, снова и снова. Передвиньте ползунок назад, и слова распадутся на буквы; редкие слова остаются из нескольких частей.",
  tour_encoder: "Кодер",
  tour_encoder_text:
    "Каждая часть становится вектором — вложением. Слой за слоем векторы вбирают своё окружение: кодер читает всё предложение до того, как написано первое слово. Здесь открыт один слой; каждая строка — вектор одной части.",
  tour_decoder: "Декодер",
  tour_decoder_text:
    "Декодер пишет слева направо. Он читает источник через векторы кодера и то, что уже написал сам; последний слой, softmax, даёт каждой части словаря вероятность. Двигайте шаг и смотрите, как он пишет.",
  tour_chances: "Распределение на каждом шаге",
  tour_chances_text:
    "Вероятность перевода — произведение вероятностей его частей, каждой при условии предыдущих. Нажмите здесь на другую часть: она будет задана, и видны оба перевода. Ранний выбор может изменить остаток предложения.",
  tour_loss: "Что уменьшает обучение",
  tour_loss_text:
    "При обучении верная часть известна, и потеря шага — это −log p этой части; сумма по предложению — отрицательное логарифмическое правдоподобие. Модель получает верное начало, а не своё: teacher forcing. Под рисунком — потеря этого шага.",
  tour_attention: "Внимание",
  tour_attention_text:
    "Один вектор на всё предложение — узкое место. С вниманием декодер оглядывается на каждом шаге: у каждой части источника есть вес, веса дают в сумме 1, и читается взвешенная сумма. Часто веса повторяют соответствие слов; двигайте шаг и смотрите.",
  tour_architectures: "Три архитектуры",
  tour_architectures_text:
    "Рекуррентные модели читают часть за частью; свёрточные — несколько соседей сразу, на всех местах одновременно; в трансформере каждая часть обращает внимание на каждую. Если на сервере их несколько, нажмите на модель: схема и формулы изменятся.",
  tour_transformer: "Запросы, ключи, значения и маска",
  tour_transformer_text:
    "В трансформере каждая часть спрашивает запросом; другие отвечают ключами; их значения складываются по весам. Несколько голов делают это рядом. В декодере веса ещё не написанных частей равны нулю: маска даёт треугольник.",
  tour_search: "Жадный и лучевой поиск",
  tour_search_text:
    "Жадный поиск берёт лучшую часть на каждом шаге и может упустить лучшее предложение. Лучевой ведёт несколько гипотез сразу. Короткие в выигрыше, ведь каждая часть стоит вероятности: поправка на длину делит оценку. Меняйте луч и поправку выше.",
  tour_temperature: "Случайный выбор",
  tour_temperature_text:
    "Вместо поиска части можно выбирать случайно. Температура делит логиты: выше 1 распределение ровнее, ниже 1 острее. Сейчас она равна 2. Случайные переводы стоят под деревом поиска.",
  tour_layers: "Слова слоёв",
  tour_layers_text:
    "Если прочитать декодер через softmax после более раннего слоя, он уже что-то говорит. Часто первые слои называют частое слово или предыдущее, а к последнему слою смысл устанавливается.",
  tour_heads: "Что делают головы",
  tour_heads_text:
    "У некоторых голов есть измеримая роль: они смотрят на соседа, на самую редкую часть, на знаки препинания. Многие другие можно удалить почти без потерь. Экскурсия окончена; адрес страницы передаёт то, что вы видите.",
};

export const TOUR = { en, de, ru };
