import DeskCore
import DeskIRC
import DeskMatrix
import Foundation
import Testing

@testable import rapport

@Suite struct ConfigurationTests {
    private static let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("rapport.example.yaml").path

    @Test func `the example says what holds when nothing is said`() throws {
        let example = try ConfigurationFile.read(Self.example, environment: [:])
        let defaults = Configuration()
        #expect(example.policy == defaults.policy)
        #expect(String(describing: example) == String(describing: defaults))
        #expect(try String(describing: ConfigurationFile.read(nil, environment: [:])) == String(describing: defaults))
    }

    @Test func `the example names every setting there is`() throws {
        let text = try String(contentsOfFile: Self.example, encoding: .utf8)
        let paths =
            Setting<Configuration>.all.map(\.path) + Setting<ListenerOptions>.all.map(\.path)
            + Setting<NetworkOptions>.all.map(\.path)
        for path in paths {
            let key = try #require(path.split(separator: ".").last)
            #expect(text.contains("\(key):"), "\(path)")
        }
    }

    @Test(arguments: ["", "# nothing\n", "---\n...\n", "---\n", "matching:\nlog:\n"])
    func `a file that says nothing changes nothing`(text: String) throws {
        #expect(try String(describing: configuration(text)) == String(describing: Configuration()))
    }

    @Test func `every setting reaches its place`() throws {
        let read = try configuration(
            """
            content: c
            data: d
            languages: [fr, pt-br]
            zone: Europe/Berlin
            matching: {wrong_answers: 1%, unknown_share: 0.5}
            queues: {first_reply: 1m, agent_silence: 2m, wait_notices: [3s, 4s]}
            conversation: {idle: 1h, turn_pause: 5ms}
            metrics: {listen: '[::1]:9091'}
            log: {level: debug}
            """)
        #expect(read.content == "c" && read.data == "d")
        #expect(read.languages == ["fr", "pt-br"])
        #expect(read.zone == "Europe/Berlin")
        #expect(read.wrongAnswers == 0.01 && read.unknownShare == 0.5)
        #expect(read.policy.firstReply == .seconds(60) && read.policy.agentSilence == .seconds(120))
        #expect(read.policy.waitNotices == [.seconds(3), .seconds(4)])
        #expect(read.policy.idle == .seconds(3600) && read.policy.turnPause == .milliseconds(5))
        #expect("\(read.logLevel)" == "debug")
        #expect(read.metrics == Values.Address(host: "::1", port: 9091))
    }

    @Test(arguments: [
        ("off", nil), ("localhost:9090", "127.0.0.1:9090"), ("127.0.0.1:0", "127.0.0.1:0"),
        ("127.1.2.3:65535", "127.1.2.3:65535"), ("'[::1]:9090'", "::1:9090"),
    ])
    func `metrics are served on this machine or not at all`(text: String, expected: String?) throws {
        let read = try configuration("metrics:\n  listen: \(text)").metrics
        #expect(read.map { "\($0.host):\($0.port)" } == expected)
    }

    @Test(arguments: ["192.168.0.1:9090", "'[::]:9090'", "example.org:9090", "'[::ffff:127.0.0.1]:9090'", "0:9090"])
    func `metrics are served to nobody else`(text: String) throws {
        let found = try problems("metrics: {listen: \(text)}")
        #expect(found.count == 1 && found.first?.contains("put a proxy in front") == true, "\(found)")
    }

    @Test func `the environment turns metrics on and off`() throws {
        let on = try configuration("", environment: ["RAPPORT_METRICS_LISTEN": "127.0.0.1:9090"])
        #expect(on.metrics == Values.Address(host: "127.0.0.1", port: 9090))
        #expect(
            try configuration("metrics: {listen: 127.0.0.1:1}", environment: ["RAPPORT_METRICS_LISTEN": "off"]).metrics
                == nil)
    }

    @Test func `every setting of a gateway reaches its place`() throws {
        let read = try configuration(
            """
            gateways:
              - kind: irc-listener
                name: one
                listen: '[::1]:7000'
                network: Net
                server: desk.example.org
                agents_from: [192.0.2.0/24, '2001:db8::/32']
                tls: {listen: '0.0.0.0:6697', certificate: c.pem, key: k.pem}
                password: sesame
                limits: {connections: 7, registration_seconds: 8, ping_seconds: 9, line_burst: 10,
                  lines_per_second: 11, send_queue_bytes: 5000, login_attempts: 12, login_delay: 2s,
                  guesses_per_login: 13, guesses_per_address: 14, guess_pause_seconds: 15,
                  connections_per_address: 16, registering: 17, exempt: ['::1']}
              - kind: irc-listener
            """)
        let expected = ListenerOptions(
            id: "one", host: "::1", port: 7000,
            tls: ListenerTLS(host: "0.0.0.0", port: 6697, certificate: "c.pem", key: "k.pem"),
            serverName: "desk.example.org", networkName: "Net",
            agentsFrom: [AddressRange("192.0.2.0/24"), AddressRange("2001:db8::/32")].compactMap { $0 },
            password: "sesame",
            limits: ListenerLimits(
                maximumConnections: 7, registrationSeconds: 8, pingSeconds: 9, lineBurst: 10, linesPerSecond: 11,
                sendQueueBytes: 5000, loginAttempts: 12, loginDelay: .seconds(2), guessesPerLogin: 13,
                guessesPerAddress: 14, guessPauseSeconds: 15, connectionsPerAddress: 16, maximumRegistering: 17,
                exempt: [AddressRange("::1")].compactMap { $0 }))
        #expect(read.listeners.map { "\($0)" } == [expected, ListenerOptions()].map { "\($0)" })
    }

    /// What stands in comments, with the one thing that has no default.
    @Test func `the example says what holds of a network`() throws {
        let text = try String(contentsOfFile: Self.example, encoding: .utf8)
        let start = try #require(text.range(of: "  # - kind: irc\n"))
        let read = try configuration("gateways:\n" + Self.uncommented(text[start.lowerBound...]))
        #expect(read.networks == [NetworkOptions(id: "libera", host: "irc.libera.chat")] && read.listeners.isEmpty)
    }

    @Test func `the example says what holds of an account`() throws {
        let text = try String(contentsOfFile: Self.example, encoding: .utf8)
        let start = try #require(text.range(of: "  # - kind: matrix\n"))
        let group = Self.uncommented(text[start.lowerBound...])
        let folder = try Folder()
        let file = try folder.write("token", "secret\n")
        let read = try configuration(
            "gateways:\n" + group.replacing("token:                #", with: "token: file:\(file) #"))
        var expected = MatrixOptions(homeserver: "https://matrix.example.org", user: "@support:example.org")
        expected.token = "secret"
        #expect(read.accounts == [expected] && read.listeners.isEmpty)
        withExtendedLifetime(folder) {}
    }

    @Test func `every setting of an account reaches its place`() throws {
        let read = try configuration(
            """
            gateways:
              - kind: matrix
                name: home
                homeserver: example.org
                user: '@desk:example.org'
                password: sesame
                ca: ca.pem
                answers: text
                look_back: 2h
                staff_room: '#desk:example.org'
                ignore: ['@*bot:*', '@eve:example.org']
                forget_after: 48h
                invitations: {allow: [example.org], deny: ['*.bad.org'], per_sender: 3, in_all: 4}
            """)
        var expected = MatrixOptions(id: "home", homeserver: "example.org", user: "@desk:example.org")
        expected.password = "sesame"
        expected.authorities = "ca.pem"
        expected.answers = .text
        expected.lookBack = .seconds(7200)
        expected.staffRoom = "#desk:example.org"
        expected.ignored = [NamePattern("@*bot:*"), NamePattern("@eve:example.org")]
        expected.forgetAfter = .seconds(172_800)
        expected.invitations.allowed = [NamePattern("example.org")]
        expected.invitations.denied = [NamePattern("*.bad.org")]
        (expected.invitations.perSender, expected.invitations.inAll) = (3, 4)
        #expect(read.accounts == [expected])
    }

    @Test(arguments: [
        ("{kind: matrix}", "`homeserver` is missing"), ("{kind: matrix, homeserver: x}", "`token` is missing"),
        ("{kind: matrix, homeserver: x, password: p}", "`password` needs `user`"),
        ("{kind: matrix, homeserver: x, token: t, password: p, user: '@a:b'}", "two ways in"),
        ("{kind: matrix, homeserver: x, token: t, user: a}", "a user such as '@support:example.org'"),
        ("{kind: matrix, homeserver: 'x y', token: t}", "an address such as https://matrix.example.org"),
        ("{kind: matrix, homeserver: x, token: t, answers: loud}", "notice or text"),
        ("{kind: matrix, homeserver: x, token: t, forget_after: 1h}", "24h or more"),
        ("{kind: matrix, homeserver: x, token: t, staff_room: desk}", "a room such as '#desk:example.org' or '!id'"),
        ("{kind: matrix, homeserver: x, token: t, staff_room: '#desk'}", "a room such as '#desk:example.org' or '!id'"),
        ("{kind: matrix, homeserver: x, token: t, invitations: {in_all: 0}}", "a whole number"),
    ])
    func `tells what is wrong with an account`(group: String, words: String) throws {
        #expect(try problems("gateways:\n  - \(group)\n").contains { $0.contains(words) })
    }

    @Test func `the example says what holds of an application service`() throws {
        let text = try String(contentsOfFile: Self.example, encoding: .utf8)
        let start = try #require(text.range(of: "  # - kind: matrix-appservice\n"))
        let folder = try Folder()
        let file = try folder.write("registration.yaml", Self.registration)
        let group = Self.uncommented(text[start.lowerBound...]).replacing(
            "registration:         #", with: "registration: \(file) #")
        let read = try configuration("gateways:\n" + group)
        let expected = AppServiceOptions(homeserver: "https://matrix.example.org", registration: Self.agreed)
        #expect(read.services == [expected] && read.listeners.isEmpty)
        withExtendedLifetime(folder) {}
    }

    private static let agreed = AppServiceRegistration(
        id: "desk", url: "http://127.0.0.1:9009", serviceToken: "a", homeserverToken: "h", sender: "support",
        prefix: "agent_")

    private static let registration = """
        id: desk
        url: http://127.0.0.1:9009
        as_token: a
        hs_token: h
        sender_localpart: support
        namespaces:
          users: [{exclusive: true, regex: '@support:.*'}, {exclusive: true, regex: '@agent_.*'}]
        """

    @Test func `every setting of an application service reaches its place`() throws {
        let folder = try Folder()
        let file = try folder.write("registration.yaml", Self.registration)
        let read = try configuration(
            """
            gateways:
              - kind: matrix-appservice
                name: home
                homeserver: example.org
                registration: \(file)
                listen: 0.0.0.0:7000
                server_name: example.org:8448
                ca: ca.pem
                answers: text
                ignore: ['@*bot:*']
                forget_after: 48h
                invitations: {allow: [example.org], deny: ['*.bad.org'], per_sender: 3, in_all: 4}
            """)
        var expected = AppServiceOptions(id: "home", homeserver: "example.org", registration: Self.agreed)
        (expected.host, expected.port, expected.serverName) = ("0.0.0.0", 7000, "example.org:8448")
        expected.account.authorities = "ca.pem"
        expected.account.answers = .text
        expected.account.ignored = [NamePattern("@*bot:*")]
        expected.account.forgetAfter = .seconds(172_800)
        expected.account.invitations.allowed = [NamePattern("example.org")]
        expected.account.invitations.denied = [NamePattern("*.bad.org")]
        (expected.account.invitations.perSender, expected.account.invitations.inAll) = (3, 4)
        #expect(read.services == [expected] && read.gateways == ["home"])
        withExtendedLifetime(folder) {}
    }

    @Test(arguments: [
        ("{homeserver: x}", "2:5: `registration` is missing: the file that `rapport matrix registration` makes"),
        ("{registration: GOOD}", "2:5: `homeserver` is missing"),
        ("{homeserver: x, registration: none.yaml}", ": `registration`: expected the path of a file"),
        ("{homeserver: x, registration: GOOD, listen: here}", ": `listen`: expected"),
        ("{homeserver: x, registration: GOOD, server_name: 'a b'}", "behind the colon of user ids"),
        ("{homeserver: x, registration: GOOD, token: t}", "unknown key `token`"),
    ])
    func `tells what is wrong with an application service`(group: String, words: String) throws {
        let folder = try Folder()
        let file = try folder.write("registration.yaml", Self.registration)
        let group = "{kind: matrix-appservice, " + group.dropFirst().replacing("GOOD", with: file)
        let found = try problems("gateways:\n  - \(group)\n")
        #expect(found.count == 1 && found.contains { $0.contains(words) }, "\(found)")
        withExtendedLifetime(folder) {}
    }

    @Test(arguments: [
        ("as_token: a", "", "a registration with `as_token`"), ("hs_token: h", "hs_token: ''", "`hs_token`"),
        ("id: desk", "", "`id`"), ("sender_localpart: support", "sender_localpart: Support", "small letters"),
        ("'@agent_.*'", "'@agents:.*'", "'@rapport_.*'"), ("'@agent_.*'", "'@sup.*'", "begins unlike"),
        ("id: desk", "- 1", "a registration in YAML"),
    ])
    func `tells what is wrong with a registration`(part: String, instead: String, words: String) throws {
        let folder = try Folder()
        let file = try folder.write("registration.yaml", Self.registration.replacing(part, with: instead))
        let group = "{kind: matrix-appservice, homeserver: x, registration: \(file)}"
        let found = try problems("gateways:\n  - \(group)\n")
        #expect(found.count == 1 && found.contains { $0.contains(words) }, "\(found)")
        withExtendedLifetime(folder) {}
    }

    /// A group of the example that stands in comments, up to the next empty line.
    private static func uncommented(_ text: Substring) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }.map {
            $0.hasPrefix("  # ") ? "  " + $0.dropFirst(4) : $0
        }.joined(separator: "\n")
    }

    @Test func `every setting of a network reaches its place`() throws {
        let fingerprint = String(repeating: "AB", count: 32)
        let read = try configuration(
            """
            gateways:
              - kind: irc
                name: libera
                host: irc.libera.chat
                port: 7000
                nick: acme
                user: desk
                real_name: Acme support
                password: door
                channels: ['#acme', '&local']
                staff_channel: '#staff'
                tls: {enabled: off, ca: ca.pem, fingerprints: ['\(fingerprint)'], certificate: c.pem, key: k.pem}
                sasl: {mechanism: [external, SCRAM-SHA-256], user: u, password: p}
                flood: {burst: 3, pause: 500ms}
                nickserv: Q
                unasked: 30s
              - {kind: irc, host: 'irc.example.net:6667', tls: off}
            """)
        let expected = NetworkOptions(
            id: "libera", host: "irc.libera.chat", port: 7000,
            tls: NetworkTLS(
                isOn: false, authorities: "ca.pem", fingerprints: [fingerprint.lowercased()], certificate: "c.pem",
                key: "k.pem"),
            nick: "acme", user: "desk", realName: "Acme support", password: "door",
            sasl: SASLOptions(mechanisms: [.external, .scramSHA256], user: "u", password: "p"),
            channels: ["#acme", "&local"], staffChannel: "#staff",
            flood: FloodOptions(burst: 3, pause: .milliseconds(500)), nickServ: "Q", unaskedAfter: .seconds(30))
        #expect(read.networks.first == expected)
        #expect(
            read.networks.last == NetworkOptions(host: "irc.example.net", port: 6667, tls: NetworkTLS(isOn: false)))
    }

    @Test func `there may be no gateway at all`() throws {
        #expect(try configuration("gateways: []").listeners.isEmpty)
    }

    @Test func `a list may be written with commas`() throws {
        #expect(try configuration("languages: de , en").languages == ["de", "en"])
    }

    // MARK: The environment

    @Test func `the environment goes over the file`() throws {
        let read = try configuration(
            "zone: Europe/Berlin\ncontent: here\nqueues: {wait_notices: 1m}",
            environment: [
                "RAPPORT_ZONE": "Europe/Paris", "RAPPORT_QUEUES_WAIT_NOTICES": "5s,6s", "PATH": "x", "RAPPORTS": "y",
                "RAPPORT_MATCHING_WRONG_ANSWERS": "2%", "rapport_zone": "z",
            ])
        #expect(read.zone == "Europe/Paris" && read.content == "here")
        #expect(read.policy.waitNotices == [.seconds(5), .seconds(6)])
        #expect(read.wrongAnswers == 0.02)
    }

    @Test(arguments: Setting<Configuration>.all.map(\.environmentName))
    func `every setting has its name in the environment`(name: String) throws {
        // No value fits all; what matters is that the name is known.
        let found = try problems("", environment: [name: "\0"])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("\(name): expected ") == true)
    }

    @Test func `unknown names and wrong values in the environment are told after the file's`() throws {
        let found = try problems(
            "zone: Nowhere",
            environment: ["RAPPORT_LOG_LEVEL": "loud", "RAPPORT_ZONES": "UTC", "RAPPORT_GATEWAYS": "x"])
        #expect(found.count == 4)
        #expect(found[0] == "c.yaml:1:7: `zone`: expected a time zone such as Europe/Berlin, found `Nowhere`")
        #expect(
            found[1] == "RAPPORT_LOG_LEVEL: expected one of trace, debug, info, notice, warning, error, critical, "
                + "found `loud`")
        #expect(found[2].hasPrefix("RAPPORT_GATEWAYS: unknown. Known: RAPPORT_CONTENT, "))
        #expect(found[3].hasPrefix("RAPPORT_ZONES: unknown. Known: RAPPORT_CONTENT, "))
    }

    @Test func `the environment counts without a file, too`() throws {
        #expect(try ConfigurationFile.read(nil, environment: ["RAPPORT_DATA": "/d"]).data == "/d")
        let found = #expect(throws: ConfigurationFile.Problems.self) {
            try ConfigurationFile.read(nil, environment: ["RAPPORT_DATA": ""])
        }
        #expect(found?.description == "RAPPORT_DATA: expected the path of a folder, found ``")
    }
}
