import DeskWeb
import Foundation
import Testing

/// The table of metrics keeps the conventions of Prometheus, and its documentation.
/// https://prometheus.io/docs/practices/naming/
@Suite struct DeclarationTests {
    @Test(arguments: MetricDeclaration.all.map(\.name))
    func `a metric is named, and worded, as others are`(name: String) throws {
        let declaration = try #require(MetricDeclaration.all.first { $0.name == name })
        #expect(name.contains(/^[a-z][a-z0-9_]*[a-z0-9]$/))
        #expect(name.hasPrefix("rapport_") || name.hasPrefix("process_"))
        #expect(name.hasSuffix("_total") == (declaration.kind == .counter))
        // They would be taken for parts of a histogram.
        for suffix in ["_bucket", "_count", "_sum"] { #expect(!name.hasSuffix(suffix)) }
        for unit in ["milliseconds", "minutes", "kilobytes", "percent"] { #expect(!name.contains(unit)) }
        #expect(!declaration.help.isEmpty && !declaration.help.hasSuffix(".") && !declaration.help.contains("\n"))
        for label in declaration.labels {
            #expect(label.name.contains(/^[a-z][a-z_]*$/) && !label.name.hasPrefix("__") && label.name != "le")
            guard case .closed(let values) = label.values else { continue }
            #expect(!values.isEmpty && Set(values).count == values.count)
        }
        if case .histogram(let bounds) = declaration.kind {
            #expect(bounds == Set(bounds).sorted() && bounds.allSatisfy(\.isFinite))
        }
    }

    @Test func `no name is declared twice`() {
        let names = MetricDeclaration.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func `the documentation has every metric, with its type and labels, and no other`() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/operating/README.md").path
        let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("| `rapport_") || $0.hasPrefix("| `process_") }
            .map { row in
                row.split(separator: "|").prefix(3).map {
                    $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "`", with: "")
                }
            }
        let expected = MetricDeclaration.all.map { declaration in
            [declaration.name, declaration.type, declaration.labels.map(Self.documented).joined(separator: "; ")]
        }
        #expect(Set(rows) == Set(expected))
        #expect(rows.count == expected.count)
    }

    /// As a row of the table says it: `result`: new, repeated.
    private static func documented(_ label: MetricDeclaration.Label) -> String {
        switch label.values {
        case .closed(let values): "\(label.name): \(values.joined(separator: ", "))"
        case .given: label.name
        }
    }
}
