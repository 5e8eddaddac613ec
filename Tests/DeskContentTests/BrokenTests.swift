import DeskContent
import DeskCore
import Foundation
import Testing

@Suite("Broken files, and the same mended")
struct BrokenTests {
    @Test("the desk says exactly this", arguments: BrokenCase.all)
    func broken(_ example: BrokenCase) throws {
        let report = try example.report(.broken)
        #expect(report == example.expected)
        #expect(report.contains("[\(example.code)]\n"))
    }

    @Test("mended, there is nothing to say", arguments: BrokenCase.all)
    func mended(_ example: BrokenCase) throws {
        #expect(try example.report(.mended) == "")
    }

    @Test func `every code has its case`() {
        // Told of the lines on a chat network, which this room does not know.
        let elsewhere = [DiagnosticCode.answerLong]
        let shown = Set(BrokenCase.all.map(\.code))
        #expect(DiagnosticCode.allCases.filter { !shown.contains($0.rawValue) } == elsewhere)
        #expect(BrokenCase.all.count >= 45)
    }
}
