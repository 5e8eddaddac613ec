import DeskCore
import Testing

@testable import DeskMatching

@Suite("Measuring the matcher")
struct EvaluationTests {
    private typealias Outcome = Evaluation.Outcome

    private static func answer(right: Bool, _ confidence: Double) -> Outcome {
        Outcome(
            isRight: right, isAmongThree: true, isAnswered: true, isAnswerRight: right, confidence: confidence)
    }

    @Test func `shares are of what their names say`() {
        let outcomes =
            [Self.answer(right: true, 0.95), Self.answer(right: true, 0.95), Self.answer(right: false, 0.85)]
            + [
                Outcome(isRight: true, isAmongThree: true, isAskedBack: true, isOffered: true, confidence: 0.45),
                Outcome(isAskedBack: true, confidence: 0.35),
                Outcome(isKnown: false, isAnswered: true, confidence: 0.85),
                Outcome(isKnown: false, confidence: 0.05), Outcome(isKnown: false, isAskedBack: true, confidence: 0.45),
            ]
        let evaluation = Evaluation(outcomes)
        #expect(evaluation.known == 5 && evaluation.unknown == 3 && evaluation.answered == 4)
        #expect(evaluation.accuracy == 3 / 5.0)
        #expect(evaluation.topThree == 4 / 5.0)
        #expect(evaluation.coverage == 3 / 5.0)
        #expect(evaluation.wrongInScope == 1 / 3.0)
        #expect(evaluation.wrongMixed == 2 / 4.0)
        #expect(evaluation.unknownLeftAlone == 2 / 3.0)
        #expect(evaluation.askedBack == 3 / 4.0)
        #expect(evaluation.rightOffered == 1 / 2.0)
        // Of 15 pairs of a right and a wrong one, the right one is ahead in 12 and level in one.
        #expect(abs(evaluation.auroc - 12.5 / 15) < 1e-12)
        // By tenths from the top: 1.9 expected and 2 right, 1.7 and none, 0.9 and 1, 0.35 and none, 0.05 and none.
        #expect(abs(evaluation.calibrationError - (0.1 + 1.7 + 0.1 + 0.35 + 0.05) / 8) < 1e-12)
    }

    @Test func `where there is nothing to tell, nothing is claimed`() {
        let nothing = Evaluation([Outcome]())
        #expect(nothing.accuracy == 0 && nothing.coverage == 0 && nothing.wrongMixed == 0)
        #expect(nothing.unknownLeftAlone == 1 && nothing.auroc == 0.5 && nothing.calibrationError == 0)
        #expect(Evaluation([Self.answer(right: true, 0.9), Self.answer(right: true, 0.2)]).auroc == 0.5)
    }

    private static let questions = ["How long is the warranty?", "Where is my parcel?", "Can I send it back?"]
    private static let matcher = Matcher(
        Content(
            learningFrom: zip(questions, ["warranty", "parcel", "return"]).map {
                LabelledQuestion(text: $0, intent: $1)
            }))

    @Test func `questions are read as the desk reads them`() {
        // With kind words, in capitals and beside another line, as people write.
        let asked = ["hello, how long is the warranty", "WHERE IS MY PARCEL", "Can I send it back?\nthanks"]
        let evaluation = Evaluation(
            zip(asked, ["warranty", "parcel", "return"]).map { LabelledQuestion(text: $0, intent: $1) },
            readBy: Self.matcher)
        #expect(evaluation.accuracy >= 2 / 3.0)
        for (text, intent) in zip(asked, ["warranty", "parcel", "return"]) {
            let own = Evaluation([LabelledQuestion(text: text, intent: intent)], readBy: Self.matcher)
            let reading = Self.matcher.read(turn(text))
            #expect(own.accuracy == (reading.candidates.first?.id == ContentID(intent) ? 1 : 0), "\(text)")
            if case .answer = reading.verdict { #expect(own.answered == 1) } else { #expect(own.answered == 0) }
        }
    }

    @Test func `an intent that nothing was learned of is in scope and wrong`() {
        let strange = Evaluation(
            [LabelledQuestion(text: Self.questions[0], intent: "delivery")], readBy: Self.matcher)
        #expect(strange.known == 1 && strange.accuracy == 0 && strange.coverage == 1 && strange.wrongInScope == 1)
        let unknown = Evaluation([LabelledQuestion(text: Self.questions[0])], readBy: Self.matcher)
        #expect(unknown.known == 0 && unknown.unknownLeftAlone == 0 && unknown.wrongMixed == 1)
    }

    @Test func `an intent becomes an article with its questions in their order`() {
        let content = Content(
            learningFrom: [
                LabelledQuestion(text: "b one", intent: "b"), LabelledQuestion(text: "a one", intent: "a"),
                LabelledQuestion(text: "b two", intent: "b"), LabelledQuestion(text: "nobody's"),
            ], defaultLanguage: "de")
        #expect(content.entries.keys.sorted() == ["a", "b"])
        let variant = content.entries["b"]?.variants["de"]
        #expect(variant?.title == "b one")
        #expect(variant?.ask.map(\.text) == ["b two"])
    }

    @Test func `without the speaking model the first probability is the confidence`() {
        let content = Content(
            learningFrom: zip(Self.questions, ["warranty", "parcel", "return"]).map {
                LabelledQuestion(text: $0, intent: $1)
            })
        let text = "my parcel has not come yet"
        let with = Self.matcher.read(turn(text)).candidates
        let without = Matcher(content, parts: .words).read(turn(text)).candidates
        #expect(with.first?.id == "parcel" && without.map(\.id) == with.map(\.id))
        #expect(with.first?.confidence != without.first?.confidence)
        // Probabilities of all entries.
        #expect(abs(without.reduce(0) { $0 + $1.confidence } - 1) < 0.05)
    }

    @Test func `an encoder that remembers gives what the other one gives`() {
        let remembering = RememberingEncoder(of: MiniLM.english)
        let texts = ["how long is the warranty", "where is my parcel", "how long is the warranty", ""]
        let plain = MiniLM.english.vectors(of: texts)
        #expect(remembering.vectors(of: texts) == plain)
        #expect(remembering.vectors(of: texts.reversed()) == plain.reversed())
        for (text, vector) in zip(texts, plain) { #expect(remembering.vector(of: text) == vector) }
        #expect(remembering.name == MiniLM.english.name && remembering.knows(texts))
    }
}

@Suite("Files of labelled questions")
struct QuestionFileTests {
    private static func read(
        _ text: String, _ intents: QuestionFile.Intents = .needed
    ) throws(QuestionFile.Problems) -> QuestionFile {
        try QuestionFile(Array(text.utf8), name: "f.tsv", intents: intents)
    }

    private static func problems(_ bytes: [UInt8], _ intents: QuestionFile.Intents) -> [String] {
        do throws(QuestionFile.Problems) {
            _ = try QuestionFile(bytes, name: "f.tsv", intents: intents)
            return []
        } catch {
            return error.all
        }
    }

    @Test(
        "lines end as they do on every system, and blank ones count for nothing",
        arguments: [
            "a b\tone\n\nc\ttwo\n", "a b\tone\r\n\r\nc\ttwo\r\n", "\u{FEFF}a b\tone\n \t\nc\ttwo",
        ])
    func lines(text: String) throws {
        let file = try Self.read(text)
        #expect(file.lines.map(\.number) == [1, 3])
        #expect(
            file.questions == [
                LabelledQuestion(text: "a b", intent: "one"), LabelledQuestion(text: "c", intent: "two"),
            ])
    }

    @Test func `spaces around a question and its intent are none of theirs`() throws {
        #expect(try Self.read("  a b \t one \n").questions == [LabelledQuestion(text: "a b", intent: "one")])
    }

    @Test(
        "what is wrong is told at its line",
        arguments: [
            ("a\tone\nb\n", "f.tsv:2: there is no tab between the question and its intent"),
            ("\tone\n", "f.tsv:1: there is no question before the tab"),
            ("a\tone\nb\t\n", "f.tsv:2: there is no intent after the tab, and nothing to learn without one"),
            ("a\tone\ttwo\n", "f.tsv:1: there is a second tab; a line holds a question and its intent"),
            ("", "f.tsv: there is no question in it"), ("\n \n", "f.tsv: there is no question in it"),
        ])
    func mistakes(text: String, problem: String) {
        #expect(Self.problems(Array(text.utf8), .needed) == [problem])
    }

    @Test func `what is not UTF-8 is told at its line, and every mistake at once`() {
        let bytes = Array("a\tone\n".utf8) + [0xC3, 0x28, 0x09, 0x61, 0x0A] + Array("b\nc\t\n".utf8)
        #expect(
            Self.problems(bytes, .needed) == [
                "f.tsv:2: this is not UTF-8", "f.tsv:3: there is no tab between the question and its intent",
                "f.tsv:4: there is no intent after the tab, and nothing to learn without one",
            ])
    }

    @Test func `of many mistakes the first are told`() {
        let problems = QuestionFile.Problems((1...12).map { "f.tsv:\($0): x" })
        #expect(problems.description.hasSuffix("f.tsv:10: x\n… and 2 more"))
        #expect(QuestionFile.Problems(["f.tsv:1: x"]).description == "f.tsv:1: x")
    }

    @Test func `a test may ask what nobody can answer, and of such files labels do not matter`() throws {
        #expect(try Self.read("a\t\n", .optional).questions == [LabelledQuestion(text: "a")])
        #expect(throws: QuestionFile.Problems.self) { try Self.read("a\n", .optional) }
        #expect(
            try Self.read("a\nb\tone\nc\tone\ttwo\n", .ignored).questions
                == ["a", "b", "c"].map { LabelledQuestion(text: $0) })
    }

    @Test func `an id that nothing has is told at its line`() throws {
        let file = try Self.read("a\tone\nb\t\nc\ttwo\n", .optional)
        try file.check { _ in nil }
        do throws(QuestionFile.Problems) {
            try file.check { $0 == "two" ? "nothing has the id `two`" : nil }
            Issue.record("there is one that does not fit")
        } catch {
            #expect(error.all == ["f.tsv:3: nothing has the id `two`"])
        }
    }
}
