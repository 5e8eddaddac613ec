import DeskCore
import DeskMatching
import DeskStore
import Foundation

/// What `rapport learn` took from the questions of customers, beside what the content was learned to: `traffic.json`.
struct TrafficFile: Sendable {
    let path: String

    init(data: String) { path = DataFolder.matcher(in: data) + "/traffic.json" }

    /// Nil where nothing was taken. What cannot be used is told and left out: the content alone is enough to answer
    /// from.
    func read() -> Traffic? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        do {
            return try JSONDecoder().decode(Traffic.self, from: data)
        } catch {
            complain("\(path) cannot be used and is left out. `rapport learn --take` writes it anew.")
            return nil
        }
    }

    /// For its owner only, and whole or not at all.
    func write(_ traffic: Traffic) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let temporary = path + ".new"
        try? FileManager.default.removeItem(atPath: temporary)
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: try encoder.encode(traffic), attributes: [.posixPermissions: 0o600]),
            rename(temporary, path) == 0
        else { throw Complaint("\(path) cannot be written. May the folder be written to?") }
    }

    /// Whether there was anything.
    func remove() throws -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { return false }
        try FileManager.default.removeItem(atPath: path)
        return true
    }
}

extension Content {
    /// The same words with what was learned from customers beside them, as a state of its own: a running desk learns
    /// anew when either has changed.
    func learned(with traffic: Traffic?) -> Content {
        guard let traffic else { return self }
        return Content(
            revision: Revision("\(revision)+\(traffic.fingerprint.prefix(8))"),
            entries: entries.values.sorted { $0.id < $1.id }, voice: voice, defaultLanguage: defaultLanguage)
    }
}
