import ProgramKit

/// Content that takes a second to learn: the starter intents with lines that a program can tell apart, and a few articles.
enum Article {
    static let count = 12

    /// A phrasing of one article only, so it is always answered by it.
    static func question(_ number: Int) -> String { "Where is zebra table number \(number) kept overnight?" }
    static func answer(_ number: Int) -> String { "Answer \(number) of the zebra tables." }

    static let longQuestion = "How is the striped giraffe bench put together?"
    static let longLines = (1...30).map { "Step \($0) of thirty, with the giraffe bench upside down." }

    /// With what must be escaped where lines may have markup.
    static let spikyQuestion = "Which brackets hold the spiky hedgehog shelf?"
    static let spikyAnswer = "Those marked <b>2 & 3</b> below."
    private static let spikyMarkdown = #"Those marked **\<b>2 & 3\</b>** below."#

    /// Whose answer is a question that has an answer.
    static let parrotQuestion = "What does the talking parrot lamp repeat?"

    static func makeContent(in folder: Folder) throws {
        try Voice.makeContent(in: folder, of: ["intents"])
        for number in 1...count { try write(question(number), [answer(number)], to: "q\(number)", in: folder) }
        try write(longQuestion, longLines, to: "long", in: folder)
        try write(spikyQuestion, [spikyMarkdown], to: "spiky", in: folder)
        try write(parrotQuestion, [question(1)], to: "parrot", in: folder)
    }

    private static func write(_ title: String, _ lines: [String], to name: String, in folder: Folder) throws {
        let text = "---\ntitle: \(title)\n---\n\(lines.joined(separator: "\n\n"))\n"
        try folder.write(text, to: "faqs/tables/\(name).md")
    }
}
