import Crypto
import CryptoExtras
public import DeskCore
import Foundation

/// Passwords are kept as scrypt verifiers only, in PHC string form.
///
/// Parameters: N = 2^14, r = 8, p = 5, one of the settings OWASP's password storage cheat sheet recommends for scrypt;
/// 16 MiB of memory a check.
public enum Password {
    static let logRounds = 14
    static let blockSize = 8
    static let parallelism = 5
    /// The longest password, in bytes of UTF-8.
    public static let longest = 512

    public enum Failure: Error { case notPossible }

    /// A verifier with a salt of its own.
    public static func verifier(for password: String) throws(Failure) -> String {
        let salt = Data(SymmetricKey(size: .bits128).withUnsafeBytes(Array.init))
        guard let hash = hash(password, salt: salt, logRounds: logRounds, blockSize, parallelism) else {
            throw .notPossible
        }
        let (salt64, hash64) = (salt.base64EncodedString(), hash.base64EncodedString())
        return "$scrypt$ln=\(logRounds),r=\(blockSize),p=\(parallelism)$\(salt64)$\(hash64)"
    }

    /// Whether the password fits, compared in constant time.
    public static func fits(_ password: String, _ verifier: String) -> Bool {
        let parts = verifier.split(separator: "$")
        guard parts.count == 4, parts[0] == "scrypt", let salt = Data(base64Encoded: String(parts[2])),
            let expected = Data(base64Encoded: String(parts[3]))
        else { return false }
        let numbers = parts[1].split(separator: ",").compactMap { $0.split(separator: "=").last.flatMap { Int($0) } }
        guard numbers.count == 3, let found = hash(password, salt: salt, logRounds: numbers[0], numbers[1], numbers[2])
        else { return false }
        return found.count == expected.count && zip(found, expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// A login with all that its password can be checked by.
    public static func login(_ name: String, _ role: Login.Role, password: String) throws(Failure) -> Login {
        Login(name: name, role: role, verifier: try verifier(for: password), scram: try scram(for: password).text)
    }

    /// What checks the password by SCRAM-SHA-256 (RFC 7677). Rounds: a browser derives the key in a blink, and whoever
    /// steals the database tries a few thousand passwords a second and core.
    static func scram(
        for password: String, salt: [UInt8] = SymmetricKey(size: .bits128).withUnsafeBytes(Array.init),
        rounds: Int = ScramKeys.usualRounds
    ) throws(Failure) -> ScramKeys {
        // RFC 4013 asks for this form; what it forbids beside that no password that was typed has in it.
        let text = password.precomposedStringWithCompatibilityMapping
        guard password.utf8.count <= longest,
            let salted = try? KDF.Insecure.PBKDF2.deriveKey(
                from: Data(text.utf8), salt: Data(salt), using: .sha256, outputByteCount: 32,
                unsafeUncheckedRounds: rounds)
        else { throw .notPossible }
        let clientKey = HMAC<SHA256>.authenticationCode(for: Data("Client Key".utf8), using: salted)
        let serverKey = HMAC<SHA256>.authenticationCode(for: Data("Server Key".utf8), using: salted)
        return ScramKeys(
            rounds: rounds, salt: salt, storedKey: Array(SHA256.hash(data: Data(clientKey))),
            serverKey: Array(serverKey))
    }

    /// A password nobody has to think of: 96 bits of chance.
    public static func random() -> String {
        let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz")
        var generator = SystemRandomNumberGenerator()
        let letters = (0..<20).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
        return stride(from: 0, to: 20, by: 5).map { String(letters[$0..<$0 + 5]) }.joined(separator: "-")
    }

    private static func hash(
        _ password: String, salt: Data, logRounds: Int, _ blockSize: Int, _ parallelism: Int
    ) -> Data? {
        guard password.utf8.count <= longest, (1...20).contains(logRounds), (1...32).contains(blockSize),
            (1...16).contains(parallelism)
        else { return nil }
        let key = try? KDF.Scrypt.deriveKey(
            from: Data(password.utf8), salt: salt, outputByteCount: 32, rounds: 1 << logRounds, blockSize: blockSize,
            parallelism: parallelism)
        return key?.withUnsafeBytes { Data($0) }
    }
}

/// Checks logins against the archive, one at a time and on a thread of its own, so that guessing cannot starve the desk.
public final class Doorkeeper: Logins {
    private let archive: any Archive
    /// One, since each check takes 16 MiB, which a thread keeps for the next. Of the same priority as others: on a machine
    /// that others keep busy as well, nobody would get in otherwise.
    private static let thread = BackgroundThreads(name: "passwords", count: 1, niceness: 0)
    /// Checked when there is no such login, so that a wrong name takes as long as a wrong password.
    private let decoy: String

    public init(archive: any Archive) throws(Password.Failure) {
        self.archive = archive
        decoy = try Password.verifier(for: Password.random())
    }

    public func verify(
        name: String, password: String, while isAwaited: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Login? {
        let login = try? await archive.login(name)
        let verifier = login?.verifier ?? decoy
        let fits = await withTaskExecutorPreference(Self.thread) {
            isAwaited() ? Password.fits(password, verifier) : nil
        }
        guard let fits else { throw CancellationError() }
        return fits ? login : nil
    }

    public func login(_ name: String) async -> Login? {
        (try? await archive.login(name)) ?? nil
    }
}
