import DeskCore
import DeskIRC
import Foundation
import Testing

@testable import rapport

@Suite struct ValueTests {
    @Test(arguments: [
        ("0%", 0), ("5%", 0.05), ("100%", 1), ("0", 0), ("0.05", 0.05), ("1", 1), ("1.0", 1), ("2.5%", 0.025),
    ])
    func `a share is a percentage or a fraction`(text: String, expected: Double) throws {
        #expect(try Values.share(text) == expected)
    }

    @Test(arguments: ["", "%", "5 %", " 5%", "-1%", "-0.01", "101%", "1.01", "nan", "nan%", "inf", "5%%", "five"])
    func `what is no share does not fit`(text: String) {
        #expect(unfit { () throws(UnfitValue) in try Values.share(text) } == "a share such as 5% or 0.05")
    }

    @Test(
        arguments: [
            ("0s", .zero), ("800ms", .milliseconds(800)), ("90s", .seconds(90)), ("10m", .seconds(600)),
            ("2h", .seconds(7200)), ("1000000ms", .seconds(1000)), ("1000000h", .seconds(3_600_000_000)),
        ] as [(String, Duration)])
    func `a duration is a whole number and its unit`(text: String, expected: Duration) throws {
        #expect(try Values.duration(text) == expected)
    }

    @Test(arguments: [
        "", "s", "ms", "10", "10 m", "1.5h", "-1s", "1000001s", "99999999999999999999h", "10d", "10M", "1h30m", " 1s",
    ])
    func `what is no duration does not fit`(text: String) {
        #expect(
            unfit { () throws(UnfitValue) in try Values.duration(text) } == "a time such as 800ms, 90s, 10m or 2h")
    }

    @Test(arguments: [
        ("127.0.0.1:6667", "127.0.0.1", 6667), ("[::1]:6667", "::1", 6667), ("localhost:0", "localhost", 0),
        ("0.0.0.0:65535", "0.0.0.0", 65535), ("desk.example.org:1", "desk.example.org", 1),
    ])
    func `an address is a host and a port`(text: String, host: String, port: Int) throws {
        let read = try Values.listen(text)
        #expect(read.0 == host && read.1 == port)
    }

    @Test(arguments: [
        "", ":", "6667", ":6667", "localhost", "localhost:", "localhost:65536", "localhost:-1", "localhost:irc", "::1",
        "::1:6667", "[]:6667", "[::1]", "[::1:6667", "::1]:6667", "[localhost]:1", "a b:1",
    ])
    func `what is no address does not fit`(text: String) {
        let expected = unfit { () throws(UnfitValue) in try Values.listen(text) }
        #expect(expected?.hasPrefix("HOST:PORT such as 127.0.0.1:6667") == true)
    }

    @Test func `a list has at least one entry, and spaces do not count`() throws {
        #expect(try Values.list("1s, 2s ,3s", Values.duration) == [.seconds(1), .seconds(2), .seconds(3)])
        for text in ["", ",", ",,"] {
            #expect(
                unfit { () throws(UnfitValue) in try Values.list(text, Values.duration) } == "at least one entry")
        }
        #expect(unfit { () throws(UnfitValue) in try Values.list("1s, ", Values.duration) } != nil)
    }

    @Test(arguments: [
        ("e", false), ("en", true), ("pt-br", true), ("abcdefgh", true), ("abcdefghi", false), ("EN", false),
        ("e1", false),
    ])
    func `a language tag has two to eight small letters`(tag: String, isFit: Bool) {
        #expect((unfit { () throws(UnfitValue) in try Values.languages(tag) } == nil) == isFit)
    }

    @Test(arguments: [
        ("a.b", true), ("desk-1.example.org", true), (String(repeating: "a", count: 61) + ".b", true),
        (String(repeating: "a", count: 62) + ".b", false), ("desk", false), ("", false), ("Desk.example", false),
        ("a_b.c", false), ("a b.c", false),
    ])
    func `a host name has a dot and at most 63 letters`(name: String, isFit: Bool) {
        #expect((unfit { () throws(UnfitValue) in try Values.hostName(name) } == nil) == isFit)
    }

    @Test(arguments: [
        ("a", true), ("Desk-1_x", true), (String(repeating: "a", count: 30), true),
        (String(repeating: "a", count: 31), false), ("", false), ("1a", false), ("a b", false), ("ä", false),
    ])
    func `a name has at most 30 plain letters`(name: String, isFit: Bool) {
        #expect((unfit { () throws(UnfitValue) in try Values.name(name) } == nil) == isFit)
    }

    @Test func `every level of logging is known by its name only`() throws {
        for level in ["trace", "debug", "info", "notice", "warning", "error", "critical"] {
            #expect(try "\(Values.logLevel(level))" == level)
        }
        #expect(unfit { () throws(UnfitValue) in try Values.logLevel("INFO") } != nil)
    }
}

@Suite struct LimitTests {
    /// Key, least, most.
    private static let limits = [
        ("connections", 1, 1_000_000), ("connections_per_address", 1, 1_000_000), ("registering", 1, 1_000_000),
        ("registration_seconds", 1, 3600), ("ping_seconds", 5, 86_400), ("line_burst", 1, 10_000),
        ("lines_per_second", 1, 10_000), ("send_queue_bytes", 4096, 1 << 30), ("login_attempts", 1, 100),
        ("guesses_per_login", 1, 10_000), ("guesses_per_address", 1, 100_000), ("guess_pause_seconds", 1, 86_400),
    ]
    /// Limits that are no whole numbers; their values have tests of their own.
    private static let others: Set = ["limits.exempt", "limits.login_delay"]

    private func problems(_ key: String, _ value: String) throws -> [String] {
        try RapportTests.problems("gateways:\n  - kind: irc-listener\n    limits:\n      \(key): \(value)")
    }

    @Test func `every limit is tried`() {
        let paths = Setting<ListenerOptions>.all.map(\.path).filter {
            $0.hasPrefix("limits.") && !Self.others.contains($0)
        }
        #expect(Self.limits.map { "limits." + $0.0 } == paths)
    }

    @Test(arguments: limits)
    func `a limit holds from its least to its most`(key: String, least: Int, most: Int) throws {
        for value in [least, most] { #expect(try problems(key, "\(value)").isEmpty) }
        let wrong = ["0", "-1", "\(least - 1)", "\(most + 1)", "99999999999999999999", "5.5", "many", "''"]
        for value in wrong {
            let found = value == "''" ? "" : value
            let place = "c.yaml:4:\(9 + key.count)"
            #expect(
                try problems(key, value) == [
                    "\(place): `limits.\(key)`: expected a whole number from \(least) to \(most), found `\(found)`"
                ])
        }
    }
}

@Suite struct LikenessTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("zone", "zone", 0), ("zon", "zone", 1), ("zzone", "zone", 1),
        ("zope", "zone", 1), ("ab", "ba", 2), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("é", "e", 1),
        ("langauges", "languages", 2),
    ])
    func `the distance counts single letters, both ways`(a: String, b: String, expected: Int) {
        #expect(Likeness.distance(a, b) == expected)
        #expect(Likeness.distance(b, a) == expected)
    }
}

@Suite struct DiagnosticTextTests {
    @Test(arguments: [
        ("plain: a, b", "plain: a, b"), ("50%", "50%25"), ("%0A", "%250A"), ("a\nb", "a%0Ab"), ("a\rb", "a%0Db"),
        ("a\r\nb", "a%0D%0Ab"), ("\n\n", "%0A%0A"), ("ü😀", "ü😀"), ("", ""),
    ])
    func `what would end a workflow command is escaped`(text: String, expected: String) {
        #expect(DiagnosticText.escaped(text) == expected)
    }

    @Test func `in a property what would end it, too`() {
        #expect(DiagnosticText.escapedProperty("faqs/a,b:c%.md") == "faqs/a%2Cb%3Ac%25.md")
    }

    @Test func `a diagnostic is its place, what is wrong, and what to do`() {
        let diagnostic = Diagnostic(
            .warning, file: "faqs/a.md", line: 3, column: 5, code: "title-missing", message: "No title.",
            help: "Type one.")
        #expect(
            DiagnosticText.line(diagnostic)
                == "faqs/a.md:3:5: warning: No title. [title-missing]\n  help: Type one.")
    }
}
