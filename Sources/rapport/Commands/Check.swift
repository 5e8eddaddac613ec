import ArgumentParser
import DeskCore
import DeskMatching

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What is wrong with the content, and what to type instead.",
        discussion: "Exit status 1 when there is an error.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, github }

    @OptionGroup var config: ConfigOptions
    @OptionGroup var content: ContentOptions
    @Option(help: "text, json (an object a line) or github (annotations).")
    var format = Format.text

    func run() async throws {
        let configuration = try config.read(content: content.content)
        let (content, found) = Wiring.loadContent(configuration)
        let diagnostics = found + Wiring.matcher(for: content, configuration).checkTests(content)
        for diagnostic in diagnostics { try show(diagnostic) }
        let errors = diagnostics.filter { $0.severity == .error }.count
        if format == .text {
            let articles = content.entries.values.filter { $0.action == nil }.count
            let intents = content.entries.count - articles
            say("\(articles) articles, \(intents) intents: \(errors) errors, \(diagnostics.count - errors) warnings")
        }
        if errors > 0 { throw ExitCode(1) }
    }

    private func show(_ diagnostic: Diagnostic) throws {
        switch format {
        case .text: say(DiagnosticText.line(diagnostic))
        case .json: try sayJSON(diagnostic)
        case .github:
            say(
                "::\(diagnostic.severity) file=\(DiagnosticText.escapedProperty(diagnostic.file)),line=\(diagnostic.line),col=\(diagnostic.column),"
                    + "title=\(diagnostic.code)::\(DiagnosticText.escaped(diagnostic.message + " " + diagnostic.help))")
        }
    }
}

enum DiagnosticText {
    static func line(_ diagnostic: Diagnostic) -> String {
        "\(diagnostic.file):\(diagnostic.line):\(diagnostic.column): \(diagnostic.severity): \(diagnostic.message) "
            + "[\(diagnostic.code)]\n    \(diagnostic.help)"
    }

    /// As GitHub's workflow commands want it.
    static func escaped(_ text: String) -> String {
        // By scalars: a carriage return and its line feed are one character.
        text.unicodeScalars.map { $0 == "%" ? "%25" : $0 == "\n" ? "%0A" : $0 == "\r" ? "%0D" : String($0) }.joined()
    }

    /// The same for what stands between commas.
    static func escapedProperty(_ text: String) -> String {
        escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
