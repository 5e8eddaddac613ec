import DeskCore

/// Words that pick one of several things on offer, in English and German.
enum Ordinals {
    /// Counted from 0; -1 is the last.
    static let places: [String: Int] = [
        "first": 0, "1st": 0, "1": 0, "former": 0, "erste": 0, "ersten": 0, "erster": 0, "erstes": 0, "eins": 0,
        "second": 1, "2nd": 1, "2": 1, "two": 1, "zweite": 1, "zweiten": 1, "zweiter": 1, "zweites": 1, "zwei": 1,
        "third": 2, "3rd": 2, "3": 2, "three": 2, "dritte": 2, "dritten": 2, "dritter": 2, "drittes": 2, "drei": 2,
        "last": -1, "latter": -1, "letzte": -1, "letzten": -1, "letzter": -1, "letztes": -1, "letztere": -1,
        "letzteres": -1, "bottom": -1, "unterste": -1, "untersten": -1, "top": 0, "oberste": 0, "obersten": 0,
        "erstens": 0, "zweitens": 1, "drittens": 2,
    ]
    /// A number where nothing else is one: "one", "the second one".
    static let weak: [String: Int] = ["one": 0]
    static let none: Set<String> = [
        "none", "neither", "nothing", "keins", "keine", "keiner", "keines", "keinen", "nichts", "weder",
    ]
    /// What may stand around them.
    static let fillers: Set<String> = [
        "a", "about", "above", "an", "beide", "beiden", "bitte", "both", "choice", "danke", "d", "das", "davon", "dem",
        "den",
        "denen", "der", "des", "die",
        "diese", "diesen", "dieser", "es", "fits", "for", "frage", "go", "hilft", "i", "ich", "id", "ill", "im", "is",
        "ist", "it", "its", "like", "mean", "meine", "meinte", "mit", "möchte", "nehme", "nehmen", "no", "noch", "nr",
        "number",
        "nummer", "of", "on", "oben", "option", "passt", "please", "punkt", "question", "sache", "take", "thanks",
        "that", "the", "them", "these", "thing", "this", "those", "über", "um", "von", "want", "was", "wäre", "will",
        "with", "would", "zu", "zum", "zur",
    ]
}

/// Reads a reply to choices that are on offer.
enum ChoiceReply: Equatable {
    /// Which of them, counted from 0.
    case place(Int)
    case none

    /// Nil where the reply holds anything but an ordinal and words around it.
    init?(_ text: Substring, choices: Int) {
        let words = NormalisedText(text).text.split { !$0.isLetter && !$0.isNumber }.map { String($0) }
        guard (1...8).contains(words.count) else { return nil }
        let telling = words.filter { !Ordinals.fillers.contains($0) }
        let strong = telling.filter { Ordinals.weak[$0] == nil }
        if !strong.isEmpty, strong.allSatisfy(Ordinals.none.contains) {
            self = .none
            return
        }
        guard strong.count <= 1, let word = strong.first ?? telling.first,
            let place = Ordinals.places[word] ?? Ordinals.weak[word]
        else { return nil }
        let number = place < 0 ? choices + place : place
        guard (0..<choices).contains(number) else { return nil }
        self = .place(number)
    }
}
