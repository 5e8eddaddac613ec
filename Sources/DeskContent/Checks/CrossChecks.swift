import DeskCore

/// What only all files together show.
struct CrossChecks {
    private struct Claim {
        let id: ContentID
        let language: Language
        let file: String
        let phrasing: Phrasing
        let isTest: Bool
    }

    private(set) var diagnostics: [Diagnostic] = []

    init(entries: [Entry], metadata: [ContentID: (file: String, metadata: Metadata)]) {
        let known = Dictionary(entries.map { ($0.id, $0.status) }, uniquingKeysWith: { first, _ in first })
        for (_, original) in metadata.sorted(by: { $0.key < $1.key }) {
            for related in original.metadata.related { check(related, in: original.file, known: known) }
        }
        checkClaims(entries.sorted { $0.id < $1.id })
    }

    private mutating func check(_ related: Metadata.Related, in file: String, known: [ContentID: Entry.Status]) {
        if known[related.id] == nil {
            let meant = suggestion(for: related.id.rawValue, in: known.keys.map(\.rawValue).sorted())
            diagnostics.append(
                Diagnostic(
                    file: file, line: related.line, column: related.column, code: "related-unknown",
                    message: "There is no entry `\(related.id)`.",
                    help: meant.map { "Did you mean `\($0)`?" } ?? "Type the path below faqs/, without .md."))
        } else if known[related.id] == .retired {
            diagnostics.append(
                Diagnostic(
                    .warning, file: file, line: related.line, column: related.column, code: "related-retired",
                    message: "`\(related.id)` is retired.", help: "Name another entry, or delete it here."))
        }
    }

    /// A phrasing belongs to one live entry.
    private mutating func checkClaims(_ entries: [Entry]) {
        var owners: [String: Claim] = [:]
        let live = entries.filter { $0.status == .live }
        let claims = live.flatMap(Self.claims)
        // Tests last, so that a test is told about the phrasing and not the other way round.
        for claim in claims.filter({ !$0.isTest }) + claims.filter(\.isTest) {
            let key = NormalisedText(claim.phrasing.text).text
            guard let owner = owners[key] else {
                owners[key] = claim
                continue
            }
            report(claim, claimedBy: owner)
        }
        for entry in live { checkNegatives(entry, owners: owners) }
    }

    private mutating func report(_ claim: Claim, claimedBy owner: Claim) {
        let place = "\(owner.file), line \(owner.phrasing.line)"
        if owner.id != claim.id {
            add(
                .error, "phrasing-claimed", claim,
                "“\(claim.phrasing.text)” belongs to `\(owner.id)` already (\(place)).",
                help: "Keep it in one of the two, or make one of them a draft.")
        } else if claim.isTest, !owner.isTest {
            add(
                .error, "test-not-held-out", claim,
                "“\(claim.phrasing.text)” is learned (\(place)), so it tests nothing.",
                help: "Delete it here or there.")
        } else if owner.language == claim.language {
            add(
                .warning, "phrasing-repeated", claim, "“\(claim.phrasing.text)” stands here already (\(place)).",
                help: "Delete one of them.")
        }
    }

    private mutating func checkNegatives(_ entry: Entry, owners: [String: Claim]) {
        for (language, variant) in entry.variants.sorted(by: { $0.key < $1.key }) {
            for phrasing in variant.not {
                let key = NormalisedText(phrasing.text).text
                guard let owner = owners[key], owner.id == entry.id else { continue }
                let claim = Claim(
                    id: entry.id, language: language, file: variant.file, phrasing: phrasing, isTest: false)
                add(
                    .error, "not-contradicts", claim,
                    "“\(phrasing.text)” is also a question of this entry (\(owner.file), line \(owner.phrasing.line)).",
                    help: "Delete it here or there.")
            }
        }
    }

    private static func claims(of entry: Entry) -> [Claim] {
        entry.variants.sorted { $0.key < $1.key }.flatMap { language, variant in
            let learned = [Phrasing(variant.title, line: variant.line)] + variant.ask
            return learned.map { ($0, false) }.appending(variant.test.map { ($0, true) }).map {
                Claim(id: entry.id, language: language, file: variant.file, phrasing: $0.0, isTest: $0.1)
            }
        }
    }

    private mutating func add(
        _ severity: Diagnostic.Severity, _ code: String, _ claim: Claim, _ message: String, help: String
    ) {
        diagnostics.append(
            Diagnostic(
                severity, file: claim.file, line: claim.phrasing.line, code: code, message: message, help: help))
    }
}

extension Array {
    fileprivate func appending(_ more: Self) -> Self { self + more }
}
