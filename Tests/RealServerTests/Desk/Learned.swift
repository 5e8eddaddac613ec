import Foundation
import ProgramKit
import Synchronization

/// What the first desk has learned from the content, so that the others of this run start at once.
enum Learned {
    private static let folder = Mutex<Folder?>(nil)

    static func keep(from data: String) throws {
        try folder.withLock { folder in
            guard folder == nil else { return }
            let made = try Folder()
            try FileManager.default.copyItem(atPath: data + "/matcher", toPath: made.path + "/matcher")
            folder = made
            // Nothing that is static goes away by itself.
            atexit { Learned.folder.withLock { $0 = nil } }
        }
    }

    /// Into the data folder of a desk that has not been started.
    static func give(to data: String) throws {
        try folder.withLock { folder in
            guard let folder else { return }
            let isOurs = [FileAttributeKey.posixPermissions: 0o700]
            try FileManager.default.createDirectory(
                atPath: data, withIntermediateDirectories: true, attributes: isOurs)
            try FileManager.default.copyItem(atPath: folder.path + "/matcher", toPath: data + "/matcher")
        }
    }
}
