import Foundation
import ProgramKit
import Testing

/// A server that these tests start, as Debian packages it.
enum Installed: String, CaseIterable {
    case inspircd
    case atheme = "atheme-services"
    case ngircd

    /// Some are in folders that only administrators have in their path.
    var path: String? {
        let given = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = given.split(separator: ":").map(String.init) + ["/usr/local/sbin", "/usr/sbin", "/usr/bin"]
        return folders.map { $0 + "/" + rawValue }.first(where: FileManager.default.isExecutableFile)
    }

    func required() throws -> String {
        guard let path else { throw Trouble("\(rawValue) is not installed: make setup-tests") }
        return path
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where a server is missing and says which; in CI nothing is skipped, so there the test fails at its start.
    static func needs(_ servers: Installed...) -> Self {
        let missing = servers.filter { $0.path == nil }.map(\.rawValue)
        return .enabled(
            if: missing.isEmpty || Rapport.isCI,
            "not installed here: \(missing.joined(separator: ", ")) (make setup-tests)")
    }
}
