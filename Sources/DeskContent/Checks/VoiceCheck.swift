import DeskCore

/// Every file of the desk's voice must be there in the default language.
enum VoiceCheck {
    static func missing(in names: Set<SourceName>, defaultLanguage: Language) -> [Diagnostic] {
        VoiceLine.files.filter { file in
            !names.contains {
                $0.isVoice && $0.name == SourceName.voiceFolder + file && $0.language == defaultLanguage
            }
        }.map(missing)
    }

    private static func missing(_ file: String) -> Diagnostic {
        let lines = VoiceLine.allCases.filter { $0.file == file }
        let parts = lines.compactMap(\.part)
        let needed = lines.filter { !$0.required.isEmpty }.map { line in
            let required = line.required.sorted().map { "{\($0)}" }.joined(separator: ", ")
            return "; \(line.part.map { "`\($0)`" } ?? "its text") must hold \(required)"
        }
        return Diagnostic(
            .error, .voiceMissing, file: "intents/\(SourceName.voiceFolder)\(file).md", line: 1,
            message: "This file is missing: the desk has no words of its own for it.",
            help: "Write it with `action: voice` between two `---` lines, and below them "
                + (parts.isEmpty ? "what the desk says" : "a heading `## … {#part}` for \(parts.spoken)")
                + needed.joined() + ".")
    }
}
