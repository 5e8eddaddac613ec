import Foundation
import Testing

/// `rapport eval`, from the real program.
@Suite(.timeLimit(.minutes(3))) struct EvalCommandTests {
    private static let keys = [
        "accuracy", "auroc", "coverage", "ece", "fit_s", "ms_per_question", "peak_mb", "top3", "unknown_left_alone",
        "wrong_in_scope", "wrong_mixed",
    ]
    private static let train = """
        how long is the warranty\twarranty
        what does the guarantee cover\twarranty
        is a broken screen under warranty\twarranty
        how many years of guarantee do I get\twarranty
        where is my parcel\tparcel
        has my order been shipped\tparcel
        when does my package arrive\tparcel
        the delivery is late\tparcel
        can I send it back\treturn
        how do I return a product\treturn
        I want my money back\treturn
        what is the refund period\treturn
        """

    private func files() throws -> Folder {
        let folder = try Folder()
        try folder.write("train.tsv", Self.train)
        try folder.write(
            "test.tsv", "how long is the warranty?\twarranty\r\nWHERE IS MY PARCEL\tparcel\r\nsend it back\treturn\r\n")
        try folder.write("others.tsv", "what is the meaning of life\nsing me a song\toos\n")
        return folder
    }

    private func content() throws -> Folder {
        let folder = try files()
        try folder.write(
            "faqs/warranty.md", "---\ntitle: How long is the warranty?\nask:\n  - guarantee\n---\nTwo years.\n")
        try folder.write("faqs/old.md", "---\ntitle: Where is the shop?\nstatus: retired\n---\nHere.\n")
        try folder.write(
            "intents/human.md",
            "---\ntitle: Can I talk to a person?\nask:\n  - human\n  - a person please\naction: human\n---\nOne comes.\n"
        )
        return folder
    }

    private func eval(_ folder: Folder, _ arguments: String...) async throws -> Program {
        try await Program.run(["eval"] + arguments.map { $0.replacing("@", with: folder.path + "/") })
    }

    private func figures(_ line: some StringProtocol) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func `--json is one line with exactly the figures that are promised`() async throws {
        let run = try await eval(
            try files(), "--train", "@train.tsv", "--test", "@test.tsv", "--unknown", "@others.tsv", "--json")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasSuffix("}\n") && run.output.split(separator: "\n").count == 1)
        let figures = try figures(run.output)
        #expect(figures.keys.sorted() == Self.keys)
        for (key, value) in figures {
            let number = try #require(value as? Double, "\(key)")
            #expect(number >= 0, "\(key)")
            if !["fit_s", "ms_per_question", "peak_mb"].contains(key) { #expect(number <= 1, "\(key)") }
        }
        // Two of three are phrasings as they stand.
        #expect(try #require(figures["accuracy"] as? Double) > 0.6)
        #expect(try #require(figures["ms_per_question"] as? Double) > 0)
    }

    @Test func `for people it says the same in words`() async throws {
        let folder = try files()
        let run = try await eval(folder, "--train", "@train.tsv", "--test", "@test.tsv", "--unknown", "@others.tsv")
        #expect(run.output.hasPrefix("Learned 3 entries from 12 phrasings in "), "\(run.output)\(run.errors)")
        #expect(run.output.contains("Asked 3 questions, and 2 that nobody can answer."))
        let known = try await eval(folder, "--train", "@train.tsv", "--test", "@test.tsv")
        #expect(!known.output.contains("left alone"))
    }

    @Test func `an ablation has a row for each set of parts`() async throws {
        let folder = try files()
        let run = try await eval(folder, "--train", "@train.tsv", "--test", "@test.tsv", "--ablation", "--json")
        let rows = try run.output.split(separator: "\n").map(figures)
        let without = rows.compactMap { $0["without"] as? [String] }
        #expect(
            without == [
                ["vectors", "speaking"], ["words", "speaking"], ["speaking"], ["vectors"], ["words"], [],
            ])
        #expect(rows.allSatisfy { $0["accuracy"] is Double && $0["fit_s"] == nil })
        let table = try await eval(folder, "--train", "@train.tsv", "--test", "@test.tsv", "--ablation")
        #expect(table.output.split(separator: "\n").count == 8)
        #expect(table.output.contains("| words | without | "))
        // The last row is what is measured without the option.
        let plain = try await eval(folder, "--train", "@train.tsv", "--test", "@test.tsv", "--json")
        #expect(try figures(plain.output)["auroc"] as? Double == rows.last?["auroc"] as? Double)
    }

    @Test func `each part can be left out`() async throws {
        for part in ["words", "vectors", "speaking"] {
            let run = try await eval(
                try files(), "--train", "@train.tsv", "--test", "@test.tsv", "--without", part, "--json")
            #expect(try figures(run.output).keys.sorted() == Self.keys, "\(part): \(run.errors)")
        }
    }

    @Test(
        "what is wrong with a file is told at its line, and nothing is printed",
        arguments: [
            ("train.tsv", "a\tone\nb\n", "train.tsv:2: there is no tab between the question and its intent"),
            ("train.tsv", "a\tone\nb\t\n", "train.tsv:2: there is no intent after the tab"),
            ("test.tsv", "a\tone\n\tone\n", "test.tsv:2: there is no question before the tab"),
            ("test.tsv", "a\tone\ttwo\n", "test.tsv:1: there is a second tab"),
            ("others.tsv", "\n", "others.tsv: there is no question in it"),
        ])
    func mistakes(name: String, text: String, problem: String) async throws {
        let folder = try files()
        try folder.write(name, text)
        let run = try await eval(
            folder, "--train", "@train.tsv", "--test", "@test.tsv", "--unknown", "@others.tsv", "--json")
        #expect(run.status != 0 && run.output.isEmpty)
        #expect(run.errors.contains("\(folder.path)/\(problem)"), "\(run.errors)")
    }

    @Test func `a file that is not there, and one that is not UTF-8`() async throws {
        let folder = try files()
        let missing = try await eval(folder, "--train", "@none.tsv", "--test", "@test.tsv")
        #expect(missing.status != 0)
        #expect(missing.errors.contains("\(folder.path)/none.tsv: cannot be read. Is the path right?"))
        try folder.write("test.tsv", Data([0x61, 0x09, 0x62, 0x0A, 0xFF, 0x09, 0x62]))
        let binary = try await eval(folder, "--train", "@train.tsv", "--test", "@test.tsv")
        #expect(binary.status != 0)
        #expect(binary.errors.contains("\(folder.path)/test.tsv:2: this is not UTF-8"))
    }

    @Test func `intents that nothing was learned of are told and count as wrong`() async throws {
        let folder = try files()
        try folder.write("test.tsv", "where is my parcel\tparcel\nwhere is my parcel\tstock\n")
        let run = try await eval(folder, "--train", "@train.tsv", "--test", "@test.tsv", "--json")
        #expect(run.status == 0)
        #expect(run.errors.contains("1 question of \(folder.path)/test.tsv"))
        #expect(run.errors.contains("such as `stock` in line 2"))
        #expect(try figures(run.output)["accuracy"] as? Double == 0.5)
    }

    @Test func `content is measured by the ids of its entries`() async throws {
        let folder = try content()
        try folder.write(
            "test.tsv", "how long is the warranty\twarranty\na person please!\tintent:human\nsing me a song\t\n")
        let run = try await eval(folder, "--content", folder.path, "--test", "@test.tsv", "--json")
        #expect(run.status == 0, "\(run.errors)")
        let figures = try figures(run.output)
        #expect(figures.keys.sorted() == Self.keys)
        #expect(figures["accuracy"] as? Double == 1 && figures["coverage"] as? Double == 1)
    }

    @Test func `ids that answer nothing are told at their lines`() async throws {
        let folder = try content()
        try folder.write("test.tsv", "a b\twaranty\nc d\told\ne f\tfrom/elsewhere\n")
        let run = try await eval(folder, "--content", folder.path, "--test", "@test.tsv")
        #expect(run.status != 0 && run.output.isEmpty)
        let path = folder.path + "/test.tsv"
        #expect(
            run.errors.contains(
                """
                \(path):1: nothing has the id `waranty`. Did you mean `warranty`?
                \(path):2: `old` is retired and answers nothing
                \(path):3: nothing has the id `from/elsewhere`
                """), "\(run.errors)")
    }

    @Test(
        "options that do not go together are refused",
        arguments: [
            ["--train", "@train.tsv", "--content", "."],
            ["--train", "@train.tsv", "--without", "words", "--without", "vectors"],
            ["--train", "@train.tsv", "--ablation", "--without", "words"],
            ["--train", "@train.tsv", "--language", "de,en"],
            ["--train", "@train.tsv", "--wrong-answers", "many"],
        ])
    func refused(arguments: [String]) async throws {
        let folder = try files()
        let all = ["eval", "--test", "@test.tsv"] + arguments
        let run = try await Program.run(all.map { $0.replacing("@", with: folder.path + "/") })
        #expect(run.status != 0 && run.output.isEmpty)
        #expect(run.errors.contains("Usage: rapport eval"), "\(run.errors)")
    }
}
