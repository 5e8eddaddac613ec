import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where a matcher keeps what took it long to work out: sentence vectors by text and model, and what was learned by
/// content.
///
/// It holds nothing but phrasings of content, and those only as numbers. Whatever is missing, damaged or of another
/// making is worked out again, so the folder may be deleted at any time. Several processes may use one folder at once:
/// files are written aside and renamed, so that each is one process's whole work.
public struct MatcherCache: Sendable {
    /// What was learned is kept for so many states of the content and the budget, the latest used.
    static let mostLearned = 3
    static let vectors = "vectors"
    static let learnedEnding = ".learned"
    /// What a process that was killed while writing has left behind goes after this time.
    static let longestWriting: TimeInterval = 3600
    private static let temporaryStart = ".writing-"

    public let folder: String
    private let told: @Sendable (String) -> Void

    /// - Parameters:
    ///   - folder: Made (0700) when something is kept.
    ///   - told: Hears, in words for a log, of files that could not be used or written.
    public init(folder: String, told: @escaping @Sendable (String) -> Void = { _ in }) {
        self.folder = folder
        self.told = told
    }

    /// The numbers in one file; nil where there is none that can be used.
    func read<Value>(
        _ name: String, _ kind: SealedFile.Kind, of origin: Fingerprint,
        _ decode: (inout PackedNumbersReader) throws(PackedNumbersReader.Mismatch) -> Value
    ) -> Value? {
        let path = path(name)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            var numbers = try SealedFile.contents(file, kind, of: origin)
            let value = try decode(&numbers)
            guard numbers.isAtEnd else { throw SealedFile.Problem.damaged }
            return value
        } catch let problem as SealedFile.Problem {
            told("\(path) \(problem); it is made anew")
        } catch is PackedNumbersReader.Mismatch {
            told("\(path) \(SealedFile.Problem.damaged); it is made anew")
        } catch {
            told("\(path) cannot be read (\(error.localizedDescription)); it is made anew")
        }
        return nil
    }

    /// Whole or not at all, for its owner only. Not forced to the disk: what a power cut spoils is seen by its
    /// checksum.
    func write(_ name: String, _ kind: SealedFile.Kind, of origin: Fingerprint, _ numbers: PackedNumbers) {
        let temporary = path("\(Self.temporaryStart)\(UInt64.random(in: .min ... .max))")
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Self.put(SealedFile.bytes(kind, of: origin, numbers), at: temporary)
            guard rename(temporary, path(name)) == 0 else { throw Self.lastError }
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            told("\(path(name)) cannot be written (\(error.localizedDescription)); the next start takes longer")
        }
    }

    /// Lets go of what was learned from all but the latest contents, and of what was never finished.
    func tidy() {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let learned = files.filter { $0.hasSuffix(Self.learnedEnding) }.map { (name: $0, used: lastUse($0)) }
        let oldest = learned.sorted { ($0.used, $0.name) > ($1.used, $1.name) }.dropFirst(Self.mostLearned)
        let unfinished = files.filter {
            $0.hasPrefix(Self.temporaryStart) && lastUse($0).timeIntervalSinceNow < -Self.longestWriting
        }
        for name in oldest.map(\.name) + unfinished { try? FileManager.default.removeItem(atPath: path(name)) }
    }

    /// Counts as used now.
    func touch(_ name: String) {
        try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path(name))
    }

    private func lastUse(_ name: String) -> Date {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path(name))
        return attributes?[.modificationDate] as? Date ?? .distantPast
    }

    private func path(_ name: String) -> String { folder + "/" + name }

    private static func put(_ bytes: [UInt8], at path: String) throws {
        // With its rights from the first moment on.
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw lastError }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: bytes)
        try file.close()
    }

    private static var lastError: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
