import Crypto

/// The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding: it proves that it has the password,
/// and has the server prove that it knows it.
struct ScramClient: Equatable, Sendable {
    /// What the server asks to be worked out: minutes of work would be an attack. RFC 7677 asks for 4096 at the least;
    /// fewer would give the password away to whoever listens.
    static let rounds = 4096...1_000_000

    enum Problem: Error, Equatable, Sendable {
        case malformed
        /// The server gave up, by its own word.
        case refused(String)
        /// Another nonce than ours in front: not the answer to our message.
        case foreignNonce
        case rounds(Int)
        /// The server does not know the password: it is not who it says it is.
        case wrongSignature
    }

    /// The work between the two messages, which takes its time.
    struct Work: Equatable, Sendable {
        let salt: [UInt8]
        let rounds: Int
        fileprivate let serverFirst: String
        fileprivate let nonce: String
    }

    private let bare: String
    private let clientNonce: String
    private var expected: [UInt8] = []

    /// `nonce` is printable, without commas, new each time.
    init(name: String, nonce: String) {
        let escaped = name.flatMap { letter -> String in
            switch letter {
            case ",": "=2C"
            case "=": "=3D"
            default: String(letter)
            }
        }
        bare = "n=\(String(escaped)),r=\(nonce)"
        clientNonce = nonce
    }

    var first: [UInt8] { Array("n,,\(bare)".utf8) }

    /// What the server's first message asks for.
    func work(for serverFirst: [UInt8]) throws(Problem) -> Work {
        let text = try Self.text(serverFirst)
        let fields = Self.fields(text)
        guard let nonce = fields["r"], let salt = fields["s"].flatMap({ Base64.decoded($0) }), !salt.isEmpty,
            let count = fields["i"].flatMap({ Int($0) }), fields["m"] == nil
        else { throw .malformed }
        guard nonce.hasPrefix(clientNonce), nonce.utf8.count > clientNonce.utf8.count else { throw .foreignNonce }
        guard Self.rounds.contains(count) else { throw .rounds(count) }
        return Work(salt: salt, rounds: count, serverFirst: text, nonce: nonce)
    }

    /// Our proof; from here on the server's own is known.
    ///
    /// - Parameter salted: The 32 bytes that PBKDF2 makes of password, salt and rounds.
    mutating func last(_ work: Work, salted: [UInt8]) -> [UInt8] {
        let withoutProof = "c=biws,r=\(work.nonce)"
        let message = Array("\(bare),\(work.serverFirst),\(withoutProof)".utf8)
        let clientKey = Self.hmac(Array("Client Key".utf8), key: salted)
        let signature = Self.hmac(message, key: Array(SHA256.hash(data: clientKey)))
        expected = Self.hmac(message, key: Self.hmac(Array("Server Key".utf8), key: salted))
        let proof = zip(clientKey, signature).map { $0 ^ $1 }
        return Array("\(withoutProof),p=\(Base64.encoded(proof))".utf8)
    }

    /// The server's last word.
    func check(_ serverLast: [UInt8]) throws(Problem) {
        let fields = Self.fields(try Self.text(serverLast))
        if let reason = fields["e"] { throw .refused(reason) }
        guard let found = fields["v"].flatMap({ Base64.decoded($0) }) else { throw .malformed }
        guard !expected.isEmpty, found.count == expected.count,
            zip(found, expected).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0
        else { throw .wrongSignature }
    }

    private static func text(_ bytes: [UInt8]) throws(Problem) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed }
        return text
    }

    private static func fields(_ text: String) -> [String: String] {
        var fields: [String: String] = [:]
        for part in text.split(separator: ",") where part.dropFirst().first == "=" {
            fields[String(part.prefix(1))] = String(part.dropFirst(2))
        }
        return fields
    }

    private static func hmac(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }
}
