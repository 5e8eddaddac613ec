/// A login at the desk itself, for gateways that ask for one.
public struct Login: Equatable, Sendable, Codable {
    public enum Role: String, Equatable, Sendable, Codable { case agent, customer }
    /// The longest name, in characters.
    public static let longestName = 30
    public let name: String
    public let role: Role
    /// The password's scrypt verifier in PHC string form; the password itself is kept nowhere.
    public var verifier: String
    /// What a server needs to check the password by SCRAM-SHA-256, as `ScramKeys` writes it; nil where the password was
    /// set before there was such.
    public var scram: String?

    public init(name: String, role: Role, verifier: String, scram: String? = nil) {
        self.name = name
        self.role = role
        self.verifier = verifier
        self.scram = scram
    }

    /// Without anything that a password could be guessed from.
    public var withoutSecrets: Login { Login(name: name, role: role, verifier: "") }

    /// Whether a name may be a login: a letter, then letters, digits, `-` or `_`, so that every network can show it.
    public static func isValid(name: String) -> Bool {
        guard let first = name.utf8.first, (1...longestName).contains(name.utf8.count), isLetter(first) else {
            return false
        }
        return name.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
}
