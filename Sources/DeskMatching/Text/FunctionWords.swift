/// Words that hold a sentence together and say nothing of what it is about, in English and German. Apostrophes are left
/// out, as everywhere here. In other languages every word counts as telling.
enum FunctionWords {
    static let english = """
        a about actually after again ago all also am an and another any anybody anyone anything are arent as at away be
        because been before being best both but by can cannot cant could couldnt did didnt do does doesnt doing done
        dont down each either else even ever every everything exactly find for from get gets getting give go goes going
        gonna good got had has have havent having he hello help her here hers hey hi him his how however i id if ill im
        in into is isnt it its ive just know let lets like look made make makes many may maybe me might mine more most
        much must my need needed needs never new no not now of off ok okay on once one ones only or other our out over
        own perhaps please possible quite rather really right said same say says see shall she should show so some
        somebody someone something soon still such sure take tell than thank thanks that thats the their them then there
        theres these they theyre thing things think this those though through to together told too tried try trying two
        under until up upon us use used using very via wanna want wanted was wasnt way we well went were what whats when
        where wheres which while who whom whose why will wish with within without wont work works would wouldnt yes yet
        you your youre yours
        """
    static let german = """
        ab aber alle allem allen aller alles als also am an andere anderen auch auf aus bald bei beim bekomme bekommen
        bereits besser bin bis bist bitte da dabei dafür damit danach danke dann darf das dass davon dazu dein deine dem
        den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen
        einer eines einfach er es etwas euch eure finde finden für gab ganz gar geben gegen geht gerade gern gerne gibt
        habe haben habt hallo hat hatte hatten hier hilfe hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in
        ins irgendwie ist ja jede jeden jeder jemand jetzt kann kannst kein keine keinen können könnte könnten kriege
        leider lässt mache machen macht mal man mehr mein meine meinem meinen meiner mich mir mit mittlerweile muss
        müssen möchte möchten möglich nach nachdem nein nicht nichts noch nun nur nutzen ob oder ohne per schon sehr
        sein seine seit sich sie sind so sobald soll sollen sollte sondern sonst trotzdem tun um und uns unser unsere
        unter viel viele vielleicht vom von vor vorher wann war waren warum was weg weil welche welchem welchen welcher
        welches wenn wer werde werden wie wieder wieso will wir wird wo wofür woher wohin wollen worden wurde würde
        würden zu zum zur zwei über
        """
}

/// What a text is about: its words without those that hold sentences together, each cut down to how it begins, so that
/// "charge", "charger" and "charging" are one.
struct Stems: Sendable {
    /// A longer word is known by its first letters.
    static let length = 5

    /// In order, without repeats.
    private(set) var hashes: [UInt64] = []

    mutating func add(_ word: [UInt64]) {
        let whole = word.reduce(Self.start, Self.mix)
        guard !Self.function.contains(whole) else { return }
        var stem = word.prefix(Self.length)
        if word.count <= Self.length, word.count > 3, stem.last == 0x73 { stem.removeLast() }
        add(stem.reduce(Self.start, Self.mix))
    }

    /// In scripts without spaces two characters are about a word, and those of Hiragana alone hold sentences together;
    /// where there is nothing else they are all there is.
    mutating func add(_ run: [UInt64], characters: [Range<Int>]) {
        let pairs =
            characters.count < 2
            ? characters
            : zip(characters, characters.dropFirst()).map {
                $0.lowerBound..<$1.upperBound
            }
        let telling = pairs.filter { !run[$0].allSatisfy(UnspacedScripts.isHiragana) }
        for pair in telling.isEmpty ? pairs : telling { add(run[pair].reduce(Self.start, Self.mix)) }
    }

    private mutating func add(_ hash: UInt64) {
        if !hashes.contains(hash) { hashes.append(hash) }
    }

    private static let function = Set(
        (FunctionWords.english + " " + FunctionWords.german).split(whereSeparator: \.isWhitespace)
            .map { Folding.folded(String($0)).reduce(start, mix) })

    private static let start: UInt64 = 0x9ae1_6a3b_2f90_404f

    private static func mix(_ hash: UInt64, _ value: UInt64) -> UInt64 { (hash ^ value) &* 0x0000_0100_0000_01b3 }
}
