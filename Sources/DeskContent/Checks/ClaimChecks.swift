import DeskCore

/// Which entry each phrasing belongs to: the matcher could not decide between two.
struct ClaimChecks {
    private struct Claim {
        let id: ContentID
        let language: Language
        let file: String
        let phrasing: Phrasing
        let isTest: Bool
    }

    private(set) var diagnostics: [Diagnostic] = []

    private var lines: SourceLines

    init(_ entries: [Entry], lines: SourceLines) {
        self.lines = lines
        checkClaims(entries.sorted { $0.id < $1.id })
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
                .error, .phrasingClaimed, claim,
                "“\(claim.phrasing.text)” belongs to `\(owner.id)` already (\(place)).",
                help: "Keep it in one of the two, or make one of them a draft.")
        } else if claim.isTest, !owner.isTest {
            add(
                .error, .testNotHeldOut, claim,
                "“\(claim.phrasing.text)” is learned (\(place)), so it tests nothing.",
                help: "Delete it here or there.")
        } else if owner.language == claim.language {
            add(
                .warning, .phrasingRepeated, claim, "“\(claim.phrasing.text)” stands here already (\(place)).",
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
                    .error, .notContradicts, claim,
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
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ claim: Claim, _ message: String, help: String
    ) {
        diagnostics.append(
            Diagnostic(
                severity, code, file: claim.file, line: claim.phrasing.line,
                column: lines.column(of: claim.phrasing, in: claim.file), message: message, help: help))
    }
}

extension Array {
    fileprivate func appending(_ more: Self) -> Self { self + more }
}
