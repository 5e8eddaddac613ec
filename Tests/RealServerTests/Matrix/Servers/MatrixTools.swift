import Foundation
import ProgramKit
import Testing

/// What is installed for tests with Matrix, each in an environment of its own: see `Tests/Support/matrix`.
enum MatrixTools: String, CaseIterable {
    case synapse, clients

    static let support = Rapport.repository + "/Tests/Support/matrix"
    private static var cache: String {
        let given = ProcessInfo.processInfo.environment
        return (given["XDG_CACHE_HOME"] ?? (given["HOME"] ?? "") + "/.cache") + "/rapport-tests/matrix"
    }

    private var place: String { Self.cache + "/" + rawValue }

    /// With the versions that are asked for now, or it does not count.
    var isInstalled: Bool {
        let wanted = Rapport.text(Self.support + "/requirements-\(rawValue).txt")
        return !wanted.isEmpty && Rapport.text(place + "/requirements.txt") == wanted
    }

    func python() throws -> String {
        guard isInstalled else { throw Trouble("\(rawValue) of Matrix are not installed: make setup-tests") }
        return place + "/bin/python"
    }

    /// Runs a program of `Tests/Support/matrix` that must succeed, and says what it printed.
    @discardableResult
    static func must(_ name: String, _ arguments: [String]) throws -> String {
        let answer = try Program.run([support + "/" + name] + arguments)
        guard answer.status == 0 else {
            throw Trouble("\(name) \(arguments.joined(separator: " ")): \(answer.status): \(answer.errors)")
        }
        return answer.output
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where Synapse or the customers' library is missing and says which; in CI the test fails at its start instead.
    static var needsMatrix: Self {
        let missing = MatrixTools.allCases.filter { !$0.isInstalled }.map(\.rawValue)
        return .enabled(
            if: missing.isEmpty || Rapport.isCI,
            "not installed here, of Matrix: \(missing.joined(separator: ", ")) (make setup-tests)")
    }
}
