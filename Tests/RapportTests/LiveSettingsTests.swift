import DeskIRC
import Logging
import Testing

@testable import rapport

/// What a running desk takes over from a configuration that is read again.
@Suite struct LiveSettingsTests {
    private static let text = """
        log: {level: info}
        zone: UTC
        gateways:
          - kind: irc-listener
            name: one
            password: a
            limits: {connections: 10}
          - kind: irc-listener
            name: two
        """

    private func changes(_ edit: (String) -> String) throws -> (live: [String], restart: [String]) {
        try LiveSettings.changes(from: configuration(Self.text), to: configuration(edit(Self.text)))
    }

    @Test func `what changes at once is told apart from what does not`() throws {
        let changes = try changes {
            $0.replacing("level: info", with: "level: debug").replacing("UTC", with: "Europe/Berlin")
                .replacing("password: a", with: "listen: 127.0.0.1:1").replacing(
                    "connections: 10", with: "connections: 9")
        }
        #expect(changes.live == ["log.level", "gateways.one.password", "gateways.one.limits.connections"])
        #expect(changes.restart == ["zone", "gateways.one.listen"])
    }

    @Test func `gateways come and go with a restart`() throws {
        let changes = try changes { $0.replacing("name: two", with: "name: three") }
        #expect(changes.live.isEmpty && changes.restart == ["gateways.three", "gateways.two"])
    }

    @Test func `the same is no change`() throws {
        let changes = try changes { $0 + "\n" }
        #expect(changes.live.isEmpty && changes.restart.isEmpty)
    }

    @Test func `what needs a restart is told each time, and the level holds at once`() async throws {
        let live = LiveSettings(try configuration(Self.text))
        let new = try configuration(Self.text.replacing("level: info", with: "level: error"))
        await live.reload(log: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() }) { new }
        #expect(live.logLevel == .error)
        await live.reload(log: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() }) {
            throw ConfigurationFile.Problems(description: "broken")
        }
        #expect(live.logLevel == .error)
    }

    @Test func `a certificate without its key is told at the gateway`() throws {
        let found = try problems("gateways:\n  - kind: irc-listener\n    tls: {certificate: c.pem}\n")
        #expect(found == ["c.yaml:2:5: `tls.certificate` and `tls.key` belong together: name both files, or none"])
    }

    @Test func `a secret may stand in a file`() throws {
        let folder = try Folder()
        let path = try folder.write("secret", "sesame\nrest\n")
        let read = try configuration("gateways:\n  - kind: irc-listener\n    password: file:\(path)\n")
        #expect(read.listeners[0].password == "sesame")
        #expect(
            try problems("gateways:\n  - kind: irc-listener\n    password: file:/nowhere\n")[0].contains(
                "`password`: expected"))
    }
}
