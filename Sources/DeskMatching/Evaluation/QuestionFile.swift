/// A file of labelled questions: one a line, then a tab, then its intent. Blank lines count for nothing.
public struct QuestionFile: Sendable, Equatable {
    /// What the intents of a file are needed for.
    public enum Intents: Sendable {
        /// To learn from: each question has one.
        case needed
        /// To compare with: a question without one is one that nobody can answer.
        case optional
        /// For nothing, since nobody can answer these questions: what follows a tab is left aside.
        case ignored
    }

    /// One question, and where it stands.
    public struct Line: Sendable, Equatable {
        /// 1-based.
        public let number: Int
        public let question: LabelledQuestion
    }

    /// Everything wrong with a file, in the order of its lines.
    public struct Problems: Error, Equatable, CustomStringConvertible {
        /// As `file:line: what is wrong`, or without a line where the whole file is meant.
        public let all: [String]
        /// How many of them are told at once.
        static let mostShown = 10

        init(_ all: [String]) { self.all = all }

        public var description: String {
            let more = all.count - Self.mostShown
            return (all.prefix(Self.mostShown) + (more > 0 ? ["… and \(more) more"] : [])).joined(separator: "\n")
        }
    }

    public let name: String
    public let lines: [Line]

    public var questions: [LabelledQuestion] { lines.map(\.question) }

    /// - Parameters:
    ///   - bytes: UTF-8, with or without a byte order mark, lines ended by LF or CRLF.
    ///   - name: What the file is called where something is wrong with it.
    /// - Throws: Where a line is not UTF-8, has no question, or not the intent that is needed, and where there is none.
    public init(_ bytes: [UInt8], name: String, intents: Intents) throws(Problems) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
        var lines: [Line] = []
        var problems: [String] = []
        for (place, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            do throws(Unfit) {
                guard let question = try Self.question(line, intents) else { continue }
                lines.append(Line(number: place + 1, question: question))
            } catch {
                problems.append("\(name):\(place + 1): \(error.reason)")
            }
        }
        if lines.isEmpty, problems.isEmpty { problems.append("\(name): there is no question in it") }
        guard problems.isEmpty else { throw Problems(problems) }
        self.name = name
        self.lines = lines
    }

    /// Why a line is no question.
    private struct Unfit: Error { let reason: String }

    /// Nil for a blank line.
    private static func question(
        _ line: ArraySlice<UInt8>, _ intents: Intents
    ) throws(Unfit) -> LabelledQuestion? {
        guard let line = String(validating: line, as: UTF8.self) else { throw Unfit(reason: "this is not UTF-8") }
        if line.allSatisfy(\.isWhitespace) { return nil }
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(trimmed)
        if columns[0].isEmpty { throw Unfit(reason: "there is no question before the tab") }
        if intents == .ignored { return LabelledQuestion(text: columns[0]) }
        if columns.count == 1 { throw Unfit(reason: "there is no tab between the question and its intent") }
        if columns.count > 2 { throw Unfit(reason: "there is a second tab; a line holds a question and its intent") }
        if columns[1].isEmpty, intents == .needed {
            throw Unfit(reason: "there is no intent after the tab, and nothing to learn without one")
        }
        return LabelledQuestion(text: columns[0], intent: columns[1])
    }

    /// Without spaces around it, and without the carriage return of a line that ends in two characters.
    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}

extension QuestionFile {
    /// Holds the intents of a file to content: each must be the id of something that can answer.
    ///
    /// - Parameter fault: What is wrong with an id; nil where it can answer.
    public func check(_ fault: (String) -> String?) throws(Problems) {
        let problems = lines.compactMap { line in
            line.question.intent.isEmpty
                ? nil : fault(line.question.intent).map { "\(name):\(line.number): \($0)" }
        }
        guard problems.isEmpty else { throw Problems(problems) }
    }
}
