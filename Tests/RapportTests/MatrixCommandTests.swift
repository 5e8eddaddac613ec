import DeskMatrix
import Foundation
import Testing

@testable import rapport

/// `rapport matrix` without a homeserver; with one it is tried on a real one.
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

    @Test func `writes a registration that homeserver and desk can read, and never over another`() async throws {
        let folder = try Folder()
        let file = folder.path + "/registration.yaml"
        let command = ["matrix", "registration", "--url", "http://10.0.0.2:9009", "-o", file]
        let run = try await Program.run(command)
        #expect(run.status == 0)
        #expect(run.output.contains("app_service_config_files:\n       - \(file)"))
        #expect(run.output.contains("listen: 0.0.0.0:9009"))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let written = try String(contentsOfFile: file, encoding: .utf8)
        let registration = try #require(try Values.registration(file))
        #expect(registration.id == "rapport" && registration.url == "http://10.0.0.2:9009")
        #expect(registration.sender == "support" && registration.prefix == "rapport_")
        #expect(registration.serviceToken.count == 64 && registration.homeserverToken.count == 64)
        #expect(registration.serviceToken != registration.homeserverToken)
        #expect(written.contains("rate_limited: false"))
        let again = try await Program.run(command)
        #expect(again.status != 0 && again.errors.contains("is there already"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == written)
    }

    @Test(arguments: [
        (["--url", "here"], "--url: expected an address"),
        (["--url", "http://a:1", "--sender", "Support"], "--sender"),
        (["--url", "http://a:1", "--prefix", "supp"], "begins like the agents' users"),
        (["--url", "http://a:1", "--id", "a b"], "--id"),
    ])
    func `tells what does not fit of a registration`(arguments: [String], words: String) async throws {
        let run = try await Program.run(["matrix", "registration", "-o", "/nowhere/x"] + arguments)
        #expect(run.status != 0 && run.errors.contains(words), "\(run.errors)")
    }
}
