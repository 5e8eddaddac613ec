import Foundation
import Testing

/// `rapport matrix login` without a homeserver; with one it is tried on a real one.
@Suite(.timeLimit(.minutes(2))) struct MatrixCommandTests {
    @Test func `says what it misses where nobody can be asked`() async throws {
        let run = try await Program.run(["matrix", "login"])
        #expect(run.status != 0)
        #expect(run.errors.contains("missing: The desk's user, such as @support:example.org"))
    }

    @Test func `says that nobody answers there`() async throws {
        let run = try await Program.run(["matrix", "login", "http://127.0.0.1:1", "--user", "desk"], input: "x\n")
        #expect(run.status != 0)
        #expect(run.errors.contains("http://127.0.0.1:1 is no Matrix homeserver that answers"))
    }
}
