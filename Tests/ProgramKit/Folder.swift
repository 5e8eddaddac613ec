import Foundation
import Glibc

/// A folder for one test, removed with the value.
package final class Folder {
    package let path: String

    /// - Parameter isInMemory: Where the machine has such a place: for what need not outlive it, and is not what is tested.
    package init(isInMemory: Bool = false) throws {
        let memory = "/dev/shm"
        let place = isInMemory && access(memory, W_OK) == 0 ? memory : NSTemporaryDirectory()
        var template = Array((place + "/rapport-test-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw Trouble("no temporary folder") }
        path = String(cString: made)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}
