#if os(Linux)
@testable import DeskContent
import Foundation
import Glibc
import Synchronization
import Testing

/// What a watcher has told so far, beside the call with which it begins.
final class Changes: Sendable {
    private let state = Mutex((changes: -1, troubles: [String]()))

    var count: Int { state.withLock { $0.changes } }
    var troubles: [String] { state.withLock { $0.troubles } }
    func add() { state.withLock { $0.changes += 1 } }
    func add(_ trouble: String) { state.withLock { $0.troubles.append(trouble) } }

    struct Deaf: Error {}

    func waits(for count: Int) async throws {
        let end = ContinuousClock.now + .seconds(10)
        while self.count < count {
            guard ContinuousClock.now < end else { throw Deaf() }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Whether nothing more is told for well over the pause.
    func staysAt(_ count: Int) async -> Bool {
        try? await Task.sleep(for: .milliseconds(450))
        return self.count == count
    }
}

/// A content folder of a test's own.
final class WatchedPlace: Sendable {
    let path: String

    init(isEmpty: Bool = false) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("w-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard !isEmpty else { return }
        try write("faqs/a.md")
        try write("intents/b.md")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String = "text") throws {
        let file = path + "/" + name
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }

    func move(_ name: String, to other: String) throws {
        guard rename(path + "/" + name, path + "/" + other) == 0 else { throw POSIXError(.EIO) }
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

    func link(_ name: String, to target: String) throws {
        guard symlink(target, path + "/" + name) == 0 else { throw POSIXError(.EIO) }
    }

    /// In turn as different editors save; without detours, since this is done ten thousand times.
    func save(_ number: Int) throws {
        let file = path + "/faqs/a.md"
        if number % 3 == 2 { unlink(file) }
        let written = number % 3 == 1 ? path + "/faqs/.a.md.tmp" : file
        let descriptor = open(written, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        Array("save \(number)".utf8).withUnsafeBytes { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        if written != file { try move("faqs/.a.md.tmp", to: "faqs/a.md") }
    }

    /// Watches for as long as the body takes, once the watching has begun.
    func watching(_ name: String = "", _ body: (Changes) async throws -> Void) async throws {
        let changes = Changes()
        let watcher = FolderWatcher(name.isEmpty ? path : path + "/" + name)
        try await withThrowingTaskGroup { group in
            group.addTask { await watcher.run(changed: changes.add, trouble: changes.add) }
            try await changes.waits(for: 0)
            try await body(changes)
            group.cancelAll()
        }
        #expect(changes.troubles.isEmpty)
    }

    /// How many of inotify's descriptors this process has open, and how many folders they watch. Other tests run
    /// beside this one and open files, but watch nothing.
    static var watched: [Int] {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        let ours = open.filter {
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)
            return target?.contains("inotify") == true
        }
        let folders = ours.map { descriptor in
            let text = try? String(contentsOfFile: "/proc/self/fdinfo/" + descriptor, encoding: .utf8)
            return (text ?? "").split(separator: "\n").count { $0.hasPrefix("inotify ") }
        }
        return [ours.count, folders.reduce(0, +)]
    }

    static var residentKilobytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS") } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
    }
}
#endif
