import ArgumentParser
import DeskCore
import DeskIRC
import DeskMatching

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What is wrong with the content, and what to type instead.",
        discussion: """
            Exit status 1 when there is an error. docs/content/ has a page for each code in brackets.

            At the end stands what the content supports: how many questions it is expected to answer, and how many of \
            the answers may be wrong. With --format json that is an object of "kind": "support" in a line of its own, \
            the last.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, github }

    @OptionGroup var config: ConfigOptions
    @OptionGroup var content: ContentOptions
    @Option(help: "text, json (an object a line) or github (annotations).")
    var format = Format.text

    func run() async throws {
        let configuration = try config.read(content: content.content)
        let (content, diagnostics, matcher) = ContentCheck.run(configuration)
        let support = SupportText(matcher, budget: configuration.wrongAnswers)
        let text = DiagnosticText(content: configuration.content)
        for diagnostic in diagnostics {
            switch format {
            case .text: say(text.shown(diagnostic))
            case .json: try sayJSON(diagnostic)
            case .github: say(text.annotation(diagnostic))
            }
        }
        let errors = diagnostics.filter { $0.severity == .error }.count
        if format == .text {
            let articles = content.entries.values.filter { $0.action == nil }.count
            let intents = content.entries.count - articles
            let found = "\(counted(errors, "error")), \(counted(diagnostics.count - errors, "warning"))"
            say("\(counted(articles, "article")), \(counted(intents, "intent")): \(found)")
            say(support.text)
        }
        if format == .json { try sayJSON(support.row) }
        if errors > 0 { throw ExitCode(1) }
    }
}

/// Everything that can be found out about a content folder: by reading it, by the matcher in use, and by how it looks.
enum ContentCheck {
    static func run(_ configuration: Configuration) -> (content: Content, diagnostics: [Diagnostic], matcher: Matcher) {
        let (content, found) = Wiring.loadContent(configuration, today: configuration.today)
        let matcher = Wiring.matcher(for: content, configuration)
        let tested = matcher.checkTests(content)
        return (content, (found + tested + longAnswers(in: content)).sorted(by: order), matcher)
    }

    /// Answers that IRC shows in parts.
    static func longAnswers(in content: Content) -> [Diagnostic] {
        content.entries.values.filter { $0.status == .live && $0.action == nil }.flatMap { entry in
            entry.variants.values.compactMap { variant in
                let lines = IRCPreview.lines(of: variant.body).count
                guard lines > Prose.linesOnPage else { return nil }
                return Diagnostic(
                    .warning, file: variant.file, line: variant.line, code: "answer-long",
                    message: "This answer takes \(lines) lines on IRC; five are shown, `more` brings the rest.",
                    help: "Shorten it, or leave it as it is where every line is needed.")
            }
        }
    }

    private static func order(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
        (a.file, a.line, a.column, a.code, a.message) < (b.file, b.line, b.column, b.code, b.message)
    }
}
