import DeskCore
import Foundation
import Testing

@testable import DeskStore

/// What is written is what Foundation's decoder reads, and says the same as what Foundation's encoder writes.
struct RecordEncoderTests {
    private func json(_ value: some Encodable) throws -> String { try RecordEncoder().json(value) }

    private func survives<Value: Codable & Equatable>(_ value: Value) throws -> Bool {
        let text = try json(value)
        let theirs = try JSONSerialization.jsonObject(with: JSONEncoder().encode([value])) as? NSArray
        let ours = try JSONSerialization.jsonObject(with: Data("[\(text)]".utf8)) as? NSArray
        return try JSONDecoder().decode(Value.self, from: Data(text.utf8)) == value && ours == theirs
    }

    private enum Shape: Codable, Equatable {
        case none
        case two(Int, name: String?)
        indirect case nested([Shape])
    }

    private struct Empty: Codable, Equatable {}

    private struct Everything: Codable, Equatable {
        var absent: Int?
        var name = "a"
        var shapes: [Shape] = [.none, .two(1, name: nil), .two(-2, name: "x"), .nested([.none, .nested([])])]
        var names = ["b": [1.5, -0.25], "a": []]
        var numbers: [Int: String] = [3: "three"]
        var rows: [[Int8?]] = [[1, nil], [], [nil]]
        var empties = [Empty(), Empty()]
        var isThere = true
        var small: Float = 0.1
    }

    @Test func `nested, empty and absent values come back`() throws {
        #expect(try survives(Everything()))
        #expect(try survives([Everything(absent: 7, rows: []), Everything()]))
        #expect(try survives(Empty()))
        #expect(try survives([Int]()))
    }

    @Test func `members come in the order in which they are declared`() throws {
        let shown = try json(Shape.two(1, name: "x"))
        #expect(shown == #"{"two":{"_0":1,"name":"x"}}"#)
    }

    @Test(arguments: [
        "", "plain", "\"quoted\" \\ /", "\u{0}\u{1}\u{1F}\u{7F}", "line\nbreak\r\ttab", "e\u{301} ß 漢字 👩‍👩‍👧‍👦",
        "\u{2028}\u{2029}\u{FEFF}\u{FFFD}",
    ])
    func `every text comes back`(_ text: String) throws {
        #expect(try survives([text]))
        #expect(try survives([text: text]))
        #expect(try survives(text))
    }

    @Test func `every number comes back`() throws {
        for number in [
            0, -0.0, 1, 0.1, 1e-7, 1e300, -1e-300, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ] as [Double] {
            #expect(try survives(number), "\(number)")
        }
        for number in [UInt64.max, 0, 1 << 63] { #expect(try survives(number)) }
        for number in [Int64.min, .max, -1] { #expect(try survives(number)) }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `what is no number in JSON is an error`(_ number: Double) {
        #expect(throws: EncodingError.self) { try json([number]) }
    }

    @Test func `a member that says nothing is left out, and is nothing where it is missing`() throws {
        let place = Address(gateway: "test", room: "ann")
        let conversation = Conversation(
            id: "c1", person: PersonID("test:ann"), replyTo: place, at: Timestamp(milliseconds: 5))
        let text = try json(conversation)
        #expect(!text.contains("choices") && !text.contains("isGreeted"))
        #expect(try JSONDecoder().decode(Conversation.self, from: Data(text.utf8)) == conversation)
    }
}
