import Crypto
import DeskCore

/// The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding: the client proves that it has the
/// password, the server that it knows it, and neither sends it.
struct SASLScram: Equatable, Sendable {
    /// Of each of the client's messages, coded.
    static let mostBytes = 1200

    let name: String
    private let header: String
    private let clientBare: String
    private let clientNonce: String
    private var keys: ScramKeys?
    private var serverFirst = ""
    private var nonce = ""

    /// `n,,n=user,r=nonce`. Nil where it is none, asks for channel binding, or is for somebody else than who logs in.
    init?(clientFirst bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let parts = text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] == "n" || parts[0] == "y" else { return nil }
        let fields = parts[2].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard fields.count >= 2, fields[0].hasPrefix("n="), fields[1].hasPrefix("r="),
            let name = Self.unescaped(fields[0].dropFirst(2)), !name.isEmpty
        else { return nil }
        let other = parts[1].hasPrefix("a=") ? Self.unescaped(parts[1].dropFirst(2)) : ""
        guard parts[1].isEmpty || other == name else { return nil }
        clientNonce = String(fields[1].dropFirst(2))
        guard (1...200).contains(clientNonce.utf8.count) else { return nil }
        self.name = name
        header = parts[0] + "," + parts[1] + ","
        clientBare = parts[2]
    }

    /// What the server answers first. Who has no keys gets an answer like any other, always the same for one name, and
    /// fails in the end.
    mutating func answer(_ keys: ScramKeys?, serverNonce: String, secret: [UInt8]) -> [UInt8] {
        self.keys = keys
        let salt = keys?.salt ?? Array(Self.hmac(Array(name.utf8), key: secret).prefix(16))
        nonce = clientNonce + serverNonce
        serverFirst = "r=\(nonce),s=\(Base64.encoded(salt)),i=\(keys?.rounds ?? ScramKeys.usualRounds)"
        return Array(serverFirst.utf8)
    }

    /// The server's own proof, where the client's is right.
    func proof(clientFinal bytes: [UInt8]) -> [UInt8]? {
        guard let keys, let text = String(validating: bytes, as: UTF8.self), let mark = text.range(ofLast: ",p="),
            let proof = Base64.decoded(String(text[mark.upperBound...])), proof.count == 32
        else { return nil }
        let withoutProof = String(text[..<mark.lowerBound])
        let fields = withoutProof.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count >= 2, fields[0] == "c=" + Base64.encoded(Array(header.utf8)), fields[1] == "r=" + nonce
        else {
            return nil
        }
        let message = Array("\(clientBare),\(serverFirst),\(withoutProof)".utf8)
        let clientKey = zip(proof, Self.hmac(message, key: keys.storedKey)).map { $0 ^ $1 }
        let found = Array(SHA256.hash(data: clientKey))
        // In constant time: how far it fits tells nothing.
        guard zip(found, keys.storedKey).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0 else { return nil }
        return Array("v=\(Base64.encoded(Self.hmac(message, key: keys.serverKey)))".utf8)
    }

    private static func hmac(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }

    /// `=2C` is a comma and `=3D` the sign itself; nothing else begins with it.
    private static func unescaped(_ text: Substring) -> String? {
        var plain = ""
        var rest = text
        while let letter = rest.popFirst() {
            guard letter == "=" else {
                plain.append(letter)
                continue
            }
            switch rest.prefix(2) {
            case "2C": plain.append(",")
            case "3D": plain.append("=")
            default: return nil
            }
            rest = rest.dropFirst(2)
        }
        return plain
    }
}

extension String {
    fileprivate func range(ofLast mark: String) -> Range<String.Index>? {
        var end = endIndex
        while end > startIndex {
            end = index(before: end)
            if self[end...].hasPrefix(mark) { return end..<index(end, offsetBy: mark.count) }
        }
        return nil
    }
}
