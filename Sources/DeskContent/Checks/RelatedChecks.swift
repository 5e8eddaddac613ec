import DeskCore

/// What `related` names must be there.
struct RelatedChecks {
    private let known: [ContentID: Entry.Status]

    init(_ entries: [Entry]) {
        known = Dictionary(entries.map { ($0.id, $0.status) }, uniquingKeysWith: { first, _ in first })
    }

    func check(_ originals: [ContentID: Original]) -> [Diagnostic] {
        originals.sorted { $0.key < $1.key }.flatMap { id, original in
            original.metadata.related.compactMap { check($0, of: id, in: original.file) }
        }
    }

    private func check(_ related: Metadata.Related, of id: ContentID, in file: String) -> Diagnostic? {
        func tell(
            _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ message: String, help: String
        ) -> Diagnostic {
            Diagnostic(
                severity, code, file: file, line: related.line, column: related.column, message: message, help: help)
        }
        if related.id == id {
            return tell(.warning, .relatedItself, "`\(id)` is this entry itself.", help: "Delete it here.")
        }
        switch known[related.id] {
        case nil:
            let meant = suggestion(for: related.id.rawValue, in: known.keys.map(\.rawValue).sorted())
            return tell(
                .error, .relatedUnknown, "There is no entry `\(related.id)`.",
                help: meant.map { "Did you mean `\($0)`?" } ?? "Type the path below faqs/, without .md.")
        case .retired:
            return tell(
                .warning, .relatedRetired, "`\(related.id)` is retired.",
                help: "Name another entry, or delete it here.")
        default: return nil
        }
    }
}
