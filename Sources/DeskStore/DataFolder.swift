import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folder that holds the desk's database and socket, owned by one process at a time.
public final class DataFolder: Sendable {
    public let path: String
    private let descriptor: Int32

    public struct Refusal: Error, CustomStringConvertible {
        public let description: String
    }

    public static func database(in folder: String) -> String { folder + "/desk.sqlite" }
    public static func socket(in folder: String) -> String { folder + "/rapport.sock" }
    /// Certificates that gateways made for themselves, with their keys.
    public static func certificates(in folder: String) -> String { folder + "/tls" }
    /// What the matcher has learned from the content, a cache; and what was taken from traffic, which is none.
    public static func matcher(in folder: String) -> String { folder + "/matcher" }

    /// Files of customers that agents asked for.
    public static func files(in folder: String) -> String { folder + "/files" }

    /// Makes the folder (0700) if it is not there, and locks it until this value is gone or the process ends.
    ///
    /// - Throws: `Refusal` when another process holds it or it cannot be made.
    public init(path: String) throws(Refusal) {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Refusal(description: "The data folder \(path) cannot be made: \(error.localizedDescription)")
        }
        descriptor = open(path + "/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Refusal(
                description: "The data folder \(path) cannot be written: \(String(cString: strerror(errno))). "
                    + "Choose another with --data.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Refusal(
                description: "Another desk is running on the data folder \(path). Stop it first, or choose another "
                    + "folder with --data.")
        }
    }

    deinit { close(descriptor) }

    /// Whether a desk runs on that folder now.
    public static func isInUse(_ path: String) -> Bool {
        let descriptor = open(path + "/lock", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }
}
