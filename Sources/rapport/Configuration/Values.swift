import DeskCore
import DeskIRC
import DeskWeb
import Foundation
import Logging

/// Text to values, saying what was expected where it does not fit.
enum Values {

    static func whole(_ text: String, _ range: ClosedRange<Int>) throws(UnfitValue) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw .init(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `5%` or `0.05`.
    static func share(_ text: String) throws(UnfitValue) -> Double {
        let isPercent = text.hasSuffix("%")
        let number = Double(isPercent ? String(text.dropLast()) : text).map { isPercent ? $0 / 100 : $0 }
        guard let number, (0...1).contains(number) else { throw .init(expected: "a share such as 5% or 0.05") }
        return number
    }

    /// `800ms`, `90s`, `10m`, `2h`.
    static func duration(_ text: String) throws(UnfitValue) -> Duration {
        let units: [(String, Int64)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
        for (unit, milliseconds) in units where text.hasSuffix(unit) {
            if let number = Int64(text.dropLast(unit.count)), (0...1_000_000).contains(number) {
                return .milliseconds(number * milliseconds)
            }
        }
        throw .init(expected: "a time such as 800ms, 90s, 10m or 2h")
    }

    static func list<Element>(
        _ text: String, _ element: (String) throws(UnfitValue) -> Element
    ) throws(UnfitValue) -> [Element] {
        var elements: [Element] = []
        for part in text.split(separator: ",") {
            elements.append(try element(part.trimmingCharacters(in: .whitespaces)))
        }
        guard !elements.isEmpty else { throw .init(expected: "at least one entry") }
        return elements
    }

    static func languages(_ text: String) throws(UnfitValue) -> [Language] {
        try list(text) { tag throws(UnfitValue) in
            guard (2...8).contains(tag.utf8.count), tag.utf8.allSatisfy({ (97...122).contains($0) || $0 == 45 }) else {
                throw .init(expected: "language tags such as en, de; the first is the default")
            }
            return Language(tag)
        }
    }

    static func addressRanges(_ text: String) throws(UnfitValue) -> [AddressRange] {
        text.isEmpty ? [] : try list(text, addressRange)
    }

    static func file(_ text: String) throws(UnfitValue) -> String? {
        guard !text.contains("\0") else { throw .init(expected: "the path of a file") }
        return text.isEmpty ? nil : text
    }

    /// A secret as it stands, or `file:PATH`: then it is the first line of that file. None where it is empty.
    static func secret(_ text: String) throws(UnfitValue) -> String? {
        guard text.hasPrefix("file:") else { return text.isEmpty ? nil : text }
        let path = String(text.dropFirst("file:".count))
        guard let first = try? String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).first
        else {
            throw .init(expected: "a secret, or file: and the path of a file whose first line is one")
        }
        return String(first)
    }

    private static func addressRange(_ text: String) throws(UnfitValue) -> AddressRange {
        guard let range = AddressRange(text) else {
            throw .init(expected: "addresses such as 192.0.2.0/24, with no bits behind the length, or 2001:db8::/32")
        }
        return range
    }

    static func folder(_ text: String) throws(UnfitValue) -> String {
        guard !text.isEmpty, !text.contains("\0") else { throw .init(expected: "the path of a folder") }
        return text
    }

    static func zone(_ text: String) throws(UnfitValue) -> String {
        guard TimeZone(identifier: text) != nil else { throw .init(expected: "a time zone such as Europe/Berlin") }
        return text
    }

    static func logLevel(_ text: String) throws(UnfitValue) -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw .init(expected: "one of " + Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return level
    }

    static func name(_ text: String) throws(UnfitValue) -> String {
        guard Login.isValid(name: text) else {
            throw .init(expected: "a name of letters, digits, - and _, at most \(Login.longestName) long")
        }
        return text
    }

    static func hostName(_ text: String) throws(UnfitValue) -> String {
        let isFit =
            (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
        guard isFit, text.contains(".") else { throw .init(expected: "a host name such as desk.example.org") }
        return text
    }

    struct Address: Equatable {
        let host: String
        let port: Int
    }

    /// `off`, or an address that only this machine reaches: who may look is not asked.
    static func loopback(_ text: String) throws(UnfitValue) -> Address? {
        guard text != "off" else { return nil }
        guard let (name, port) = try? listen(text) else {
            throw .init(expected: "off or HOST:PORT such as 127.0.0.1:9090")
        }
        // A name is asked of nobody: where it leads to may change.
        let host = name == "localhost" ? "127.0.0.1" : name
        guard WebServer.isLoopback(host) else {
            throw .init(
                expected: "an address of this machine alone such as 127.0.0.1:9090 or [::1]:9090 (metrics are for this "
                    + "machine; put a proxy in front)")
        }
        return Address(host: host, port: port)
    }

    static func address(_ text: String) throws(UnfitValue) -> Address {
        let (host, port) = try listen(text)
        return Address(host: host, port: port)
    }

    static func addressOrOff(_ text: String) throws(UnfitValue) -> Address? {
        text == "off" ? nil : try address(text)
    }

    /// `HOST:PORT`, with an IPv6 address in brackets.
    static func listen(_ text: String) throws(UnfitValue) -> (String, Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw .init(expected: "HOST:PORT such as 127.0.0.1:6667") }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]"), host.contains(":") {
            return (String(host.dropFirst().dropLast()), port)
        }
        guard !host.isEmpty, !host.contains(where: { "[]: ".contains($0) }) else {
            throw .init(expected: "HOST:PORT such as 127.0.0.1:6667 or [::1]:6667")
        }
        return (String(host), port)
    }
}
