@testable import DeskCore
import Testing

@Suite struct TimestampRules {
    @Test func `time adds and subtracts in milliseconds`() {
        let start = Timestamp(milliseconds: 1000)
        #expect(start + .milliseconds(1500) == Timestamp(milliseconds: 2500))
        #expect(Timestamp(milliseconds: 2500) - start == .milliseconds(1500))
        #expect(start < start + .milliseconds(1))
        #expect(start + .microseconds(1999) == start + .milliseconds(1), "less than a millisecond is dropped")
        #expect(Duration.seconds(-2).wholeMilliseconds == -2000)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_795_291_200_123, "2026-11-21T20:00:00.123Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func `dates are written in UTC with milliseconds`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
    }
}

@Suite struct LoginNames {
    @Test(arguments: ["a", "Kim", "kim-2_x", "k" + String(repeating: "9", count: 29)])
    func `a letter, then letters, digits, dash or underscore`(name: String) { #expect(Login.isValid(name: name)) }

    @Test(arguments: [
        "", "2kim", "-kim", "kim lee", "kím", "kim\n", "kim!", "k" + String(repeating: "9", count: 30), "кim",
    ])
    func `nothing else is a name`(name: String) { #expect(!Login.isValid(name: name)) }
}

@Suite struct ComeBackWords {
    private static let some =
        (UInt64(0)..<200).map { ComeBackWord.make(from: $0 &* 0x9E37_79B9_7F4A_7C15) } + [
            ComeBackWord.make(from: .max)
        ]

    @Test(arguments: some)
    func `a word is found again, in any case and between other words`(word: String) {
        #expect(word.count == 11)
        #expect(ComeBackWord.find(in: "(my word: \(word.uppercased()).)") == word)
        #expect(!word.contains { "ilou".contains($0) }, "no letter that looks like another")
    }

    @Test func `words differ with every bit that counts`() {
        #expect(Set(Self.some).count == 201)
        let words = (0..<46).map { ComeBackWord.make(from: UInt64(1) << $0) }
        #expect(Set(words).count == 46)
    }

    @Test(arguments: [
        "", "hello", "2abcd", "2abcd-3efg", "2abcd-3efghx", "abcde-3efgh", "2abcd-efghj", "2abcd-3efgh-4jkmn",
        "2abcd 3efgh",
        "2abcl-3efgh", "-", "2abcd--3efgh",
    ])
    func `nothing else looks like one`(text: String) { #expect(ComeBackWord.find(in: text) == nil) }
}

@Suite struct Ratings {
    @Test(arguments: [
        ("5", 5, ""), (" 3! ", 3, ""), ("yes 5", 5, "yes"), ("4, thank you", 4, "thank you"), ("1.", 1, ""),
    ])
    func `a digit from 1 to 5 with a word or two rates`(text: String, rating: Int, rest: String) throws {
        let found = try #require(Rating.parse(text))
        #expect(found.0 == rating && found.rest == rest)
    }

    @Test(arguments: ["", "0", "6", "55", "yes", "4 5", "I have 2 remotes", "5/5", "3.5 2", "٣", "!!"])
    func `anything else does not`(text: String) { #expect(Rating.parse(text) == nil) }
}

@Suite struct Spans {
    @Test(
        arguments: [
            (-5, "0 s"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (7199, "119 min"), (7200, "2 h"), (100_000, "27 h"),
        ] as [(Int64, String)])
    func `a span is rounded to what matters`(seconds: Int64, text: String) {
        #expect(LookText.span(.seconds(seconds)) == text)
    }

    @Test func `long last words are cut on the board`() {
        let row = BoardRow(
            number: 1, customer: "ann", gateway: "irc", openedAt: Timestamp(milliseconds: 0),
            due: Timestamp(milliseconds: 0),
            agent: nil, lastWords: String(repeating: "x", count: 81))
        let board = LookText.board([row], now: Timestamp(milliseconds: 1000))
        #expect(board.hasSuffix("waits 1 s: " + String(repeating: "x", count: 79) + "…"))
    }

    @Test func `nothing found says for what`() {
        #expect(LookText.found([], for: "orbit") == "Nothing found for: orbit")
    }
}

@Suite struct Verdicts {
    private func verdict(_ confidences: Double...) -> Verdict {
        Reading(
            confidences.enumerated().map { .init(id: ContentID("\($0)"), confidence: $1) },
            thresholds: .init(answer: 0.7, clarify: 0.3), revision: "r"
        ).verdict
    }

    @Test func `the first speaks when it is sure enough`() {
        guard case .answer(let candidate) = verdict(0.7, 0.69) else { return #expect(Bool(false), "not answered") }
        #expect(candidate.id == "0")
    }

    @Test func `two or three that may fit are offered`() {
        guard case .clarify(let choices) = verdict(0.69, 0.3, 0.3, 0.3) else {
            return #expect(Bool(false), "not offered")
        }
        #expect(choices.map(\.id) == ["0", "1", "2"])
    }

    @Test func `else there is silence`() {
        #expect(verdict() == .silence)
        #expect(verdict(0.69) == .silence)
        #expect(verdict(0.49, 0.29) == .silence)
    }

    @Test func `what is likely by itself is offered beside the next`() {
        guard case .clarify(let choices) = verdict(0.5, 0.01, 0.01) else {
            return #expect(Bool(false), "not offered")
        }
        #expect(choices.map(\.id) == ["0", "1"])
    }
}
