/// What a server keeps to check a password by SCRAM-SHA-256 (RFC 5802, RFC 7677): enough to check a proof, not enough to
/// make one.
public struct ScramKeys: Equatable, Sendable {
    /// Rounds of PBKDF2 in keys that are made now.
    public static let usualRounds = 120_000

    public let rounds: Int
    public let salt: [UInt8]
    /// 32 bytes each.
    public let storedKey: [UInt8]
    public let serverKey: [UInt8]

    public init(rounds: Int, salt: [UInt8], storedKey: [UInt8], serverKey: [UInt8]) {
        self.rounds = rounds
        self.salt = salt
        self.storedKey = storedKey
        self.serverKey = serverKey
    }

    /// `SCRAM-SHA-256$rounds:salt$storedKey:serverKey`, bytes in hexadecimal.
    public var text: String {
        "SCRAM-SHA-256$\(rounds):\(Self.hex(salt))$\(Self.hex(storedKey)):\(Self.hex(serverKey))"
    }

    /// - Returns: nil where the text is not of that form.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "SCRAM-SHA-256" else { return nil }
        let first = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        let second = parts[2].split(separator: ":", omittingEmptySubsequences: false)
        guard first.count == 2, second.count == 2, let rounds = Int(first[0]), rounds > 0,
            let salt = Self.bytes(first[1]), !salt.isEmpty, let storedKey = Self.bytes(second[0]),
            let serverKey = Self.bytes(second[1]), storedKey.count == 32, serverKey.count == 32
        else { return nil }
        self.init(rounds: rounds, salt: salt, storedKey: storedKey, serverKey: serverKey)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
