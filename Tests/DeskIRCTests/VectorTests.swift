import Foundation
import Testing
import Yams

@testable import DeskIRC

/// The collection's vectors; see Vectors/README.md.
@Suite struct VectorTests {
    struct Atoms: Decodable {
        let tags: [String: String]?
        let source: String?
        let verb: String
        let params: [String]?
    }
    struct Split: Decodable {
        let input: String
        let atoms: Atoms
    }
    struct Join: Decodable {
        let desc: String
        let atoms: Atoms
        let matches: [String]
    }
    struct Who: Decodable {
        struct Atoms: Decodable {
            let nick: String
            let user: String?
            let host: String?
        }
        let source: String
        let atoms: Atoms
    }
    private struct File<Test: Decodable>: Decodable { let tests: [Test] }

    private func load<Test: Decodable>(_ name: String) throws -> [Test] {
        let folder = try #require(Bundle.module.url(forResource: "Vectors", withExtension: nil))
        let text = try String(contentsOf: folder.appendingPathComponent(name + ".yaml"), encoding: .utf8)
        return try YAMLDecoder().decode(File<Test>.self, from: text).tests
    }

    /// RFC 1459 2.3.1 and IRCv3 message-tags "Format".
    @Test func splits() throws {
        let vectors: [Split] = try load("msg-split")
        #expect(vectors.count > 30)
        for vector in vectors {
            let message = try IRCMessage(parsing: vector.input.utf8)
            #expect(message.command == vector.atoms.verb, "\(vector.input)")
            #expect(message.params == vector.atoms.params ?? [], "\(vector.input)")
            #expect(message.source == vector.atoms.source, "\(vector.input)")
            #expect(message.tags == vector.atoms.tags ?? [:], "\(vector.input)")
        }
    }

    @Test func joins() throws {
        let vectors: [Join] = try load("msg-join")
        #expect(vectors.count > 10)
        for vector in vectors {
            let atoms = vector.atoms
            let message = IRCMessage(
                atoms.verb, atoms.params ?? [], source: atoms.source, tags: atoms.tags ?? [:])
            let line = String(decoding: message.wire.dropLast(2), as: UTF8.self)
            #expect(vector.matches.contains(line), "\(vector.desc): \(line)")
        }
    }

    /// RFC 2812 2.3.1, `prefix`.
    @Test func splitsSources() throws {
        let vectors: [Who] = try load("userhost-split")
        #expect(vectors.count > 5)
        for vector in vectors {
            let source = IRCSource(parsing: vector.source)
            let atoms = vector.atoms
            #expect(source == IRCSource(nick: atoms.nick, user: atoms.user, host: atoms.host), "\(vector.source)")
            #expect(source.text == vector.source)
        }
    }
}
