import Foundation
import Testing

@testable import rapport

/// Every mistake is told at its place, with what to do.
@Suite struct MistakeTests {
    private static let known =
        "content, conversation.idle, conversation.turn_pause, data, gateways, languages, log.level, "
        + "matching.unknown_share, matching.wrong_answers, metrics.listen, queues.agent_silence, queues.first_reply, "
        + "queues.wait_notices, zone"

    @Test(arguments: [
        ("langauges: [en]", "1:1: unknown key `langauges`. Did you mean `languages`?"),
        (
            "\nmatching:\n  wrong_answer: 5%",
            "3:3: unknown key `matching.wrong_answer`. Did you mean `matching.wrong_answers`?"
        ),
        ("Zone: UTC", "1:1: unknown key `Zone`. Did you mean `zone`?"),
        ("matchin: {}", "1:1: unknown key `matchin`. Did you mean `matching`?"),
        ("x: 1", "1:1: unknown key `x`. Known: \(known)"),
        ("gateway: []", "1:1: unknown key `gateway`. Did you mean `gateways`?"),
        ("wrong_answers: 5%", "1:1: unknown key `wrong_answers`. Known: \(known)"),
        ("[a]: b", "1:1: unknown key ``. Known: \(known)"),
    ])
    func `an unknown key is told, with the nearest or all there are`(text: String, expected: String) throws {
        #expect(try problems(text) == ["c.yaml:" + expected])
    }

    @Test(arguments: [
        ("zone: Nowhere/Town", "1:7: `zone`: expected a time zone such as Europe/Berlin, found `Nowhere/Town`"),
        (
            "languages: [en, Deutsch!]",
            "1:12: `languages`: expected language tags such as en, de; the first is the default, found `en,Deutsch!`"
        ),
        ("languages: []", "1:12: `languages`: expected at least one entry, found ``"),
        ("content:", "1:9: `content`: expected the path of a folder, found ``"),
        ("data: ''", "1:7: `data`: expected the path of a folder, found ``"),
        (
            "matching: {wrong_answers: 101%}",
            "1:27: `matching.wrong_answers`: expected a share such as 5% or 0.05, found `101%`"
        ),
        (
            "matching:\n  unknown_share: lots",
            "2:18: `matching.unknown_share`: expected a share such as 5% or 0.05, found `lots`"
        ),
        (
            "queues:\n  first_reply: 10",
            "2:16: `queues.first_reply`: expected a time such as 800ms, 90s, 10m or 2h, found `10`"
        ),
        (
            "queues:\n  wait_notices: [1m, soon]",
            "2:17: `queues.wait_notices`: expected a time such as 800ms, 90s, 10m or 2h, found `1m,soon`"
        ),
        (
            "log:\n  level: loud",
            "2:10: `log.level`: expected one of trace, debug, info, notice, warning, error, critical, found `loud`"
        ),
        (
            "metrics:\n  listen: 0.0.0.0:9090",
            "2:11: `metrics.listen`: expected an address of this machine alone such as 127.0.0.1:9090 or [::1]:9090 "
                + "(metrics are for this machine; put a proxy in front), found `0.0.0.0:9090`"
        ),
        (
            "metrics: {listen: 9090}",
            "1:19: `metrics.listen`: expected off or HOST:PORT such as 127.0.0.1:9090, found `9090`"
        ),
    ])
    func `a value that does not fit is told, with what would`(text: String, expected: String) throws {
        #expect(try problems(text) == ["c.yaml:" + expected])
    }

    @Test(arguments: [
        ("zone: [UTC]", "1:7: `zone` takes one value"),
        ("data: [a, b]", "1:7: `data` takes one value"),
        ("zone: {a: b}", "1:7: `zone` takes one value"),
        ("languages: {en: de}", "1:12: `languages` takes a list of values"),
        ("languages: [en, [de]]", "1:12: `languages` takes a list of values"),
        ("matching: 5%", "1:11: `matching` is a group: write its keys below it, each with a value"),
        ("metrics: 127.0.0.1:9090", "1:10: `metrics` is a group: write its keys below it, each with a value"),
        ("log: [debug]", "1:6: `log` is a group: write its keys below it, each with a value"),
        ("just words", "1:1: expected keys with values, such as `content: .`"),
        ("- content: .", "1:1: expected keys with values, such as `content: .`"),
    ])
    func `a value of another shape is told`(text: String, expected: String) throws {
        #expect(try problems(text) == ["c.yaml:" + expected])
    }

    @Test(arguments: [
        (
            "gateways: irc",
            "1:11: `gateways` is a list: write each gateway as `- kind: irc-listener` with its keys below"
        ),
        (
            "gateways:\n  kind: irc-listener",
            "2:3: `gateways` is a list: write each gateway as `- kind: irc-listener` with its keys below"
        ),
        (
            "gateways: [irc]",
            "1:12: a gateway is a group of keys that begins with `- kind: irc-listener`, `irc` or `matrix`"
        ),
        (
            "gateways:\n  - name: a",
            "2:5: `kind` is irc-listener, irc, matrix or matrix-appservice; this version knows no other gateway"
        ),
        (
            "gateways:\n  - name: a\n    kind: smtp",
            "3:11: `kind` is irc-listener, irc, matrix or matrix-appservice; this version knows no other gateway"
        ),
        (
            "gateways:\n  - kind: irc-listener\n  - kind: irc-listener",
            "3:5: a second gateway is called `irc`: give it a `name` of its own"
        ),
        (
            "gateways:\n  - kind: irc-listener\n    name: terminal",
            "2:5: `terminal` is what customers in a terminal come from: give the gateway another `name`"
        ),
        ("gateways:\n  - kind: irc-listener\n    limit: {}", "3:5: unknown key `limit`. Did you mean `limits`?"),
        (
            "gateways:\n  - kind: irc-listener\n    limits: {connection: 5}",
            "3:14: unknown key `limits.connection`. Did you mean `limits.connections`?"
        ),
        (
            "gateways:\n  - kind: irc-listener\n    limits: 5",
            "3:13: `limits` is a group: write its keys below it, each with a value"
        ),
        (
            "gateways:\n  - kind: irc-listener\n    listen: 6667",
            "3:13: `listen`: expected HOST:PORT such as 127.0.0.1:6667, found `6667`"
        ),
        (
            "gateways:\n  - kind: irc-listener\n    name: my desk",
            "3:11: `name`: expected a name of letters, digits, - and _, at most 30 long, found `my desk`"
        ),
        (
            "gateways:\n  - kind: irc-listener\n    server: desk",
            "3:13: `server`: expected a host name such as desk.example.org, found `desk`"
        ),
    ])
    func `mistakes in gateways are told`(text: String, expected: String) throws {
        #expect(try problems(text) == ["c.yaml:" + expected])
    }

    @Test(arguments: [
        ("", "2:5: `host` is missing: the network’s server, such as irc.libera.chat"),
        ("host: a b", "3:11: `host`: expected a server such as irc.libera.chat, found `a b`"),
        ("host: irc.net\n    port: 0", "4:11: `port`: expected a whole number from 1 to 65535, found `0`"),
        (
            "host: irc.net\n    nick: 1st",
            "4:11: `nick`: expected a nick of letters, digits, - and []\\`_^{}|, 30 at most, not a digit first, found `1st`"
        ),
        (
            "host: irc.net\n    channels: [acme]",
            "4:15: `channels`: expected channels such as '#acme', in quotation marks because # begins a comment, found `acme`"
        ),
        (
            "host: irc.net\n    channels: #acme",
            "4:14: `channels`: write '#acme' in quotation marks, since # begins a comment"
        ),
        (
            "host: irc.net\n    staff_channel: #acme",
            "4:19: `staff_channel`: write '#acme' in quotation marks, since # begins a comment"
        ),
        ("host: irc.net\n    tls: maybe", "4:10: `tls`: expected on or off, found `maybe`"),
        (
            "host: irc.net\n    tls: {fingerprint: x}",
            "4:11: unknown key `tls.fingerprint`. Did you mean `tls.fingerprints`?"
        ),
        (
            "host: irc.net\n    tls: {fingerprints: [ab]}",
            "4:25: `tls.fingerprints`: expected the SHA-256 fingerprint of a certificate, 64 hexadecimal digits, found `ab`"
        ),
        (
            "host: irc.net\n    tls: {certificate: a.pem}",
            "2:5: `tls.certificate` and `tls.key` belong together: name both files, or none"
        ),
        (
            "host: irc.net\n    sasl: {mechanism: plan, user: a, password: b}",
            "4:23: `sasl.mechanism`: expected plain, external or scram-sha-256, found `plan`"
        ),
        (
            "host: irc.net\n    sasl: {mechanism: plain, user: a}",
            "2:5: `sasl` needs `user` and `password`, or `mechanism: external` and a `tls.certificate`"
        ),
        (
            "host: irc.net\n    sasl: {user: a}",
            "2:5: `sasl` needs `user` and `password`, or `mechanism: external` and a `tls.certificate`"
        ),
        (
            "host: irc.net\n    sasl: {mechanism: external}",
            "2:5: `sasl.mechanism: external` shows a certificate: name `tls.certificate` and `tls.key`"
        ),
        (
            "host: irc.net\n    flood: {pause: 2}",
            "4:20: `flood.pause`: expected a time such as 800ms, 90s, 10m or 2h, found `2`"
        ),
    ])
    func `mistakes about a network are told`(keys: String, expected: String) throws {
        let text = "gateways:\n  - kind: irc\n    \(keys)\n"
        #expect(try problems(text) == ["c.yaml:" + expected])
    }

    @Test(arguments: [
        ("zone: \"UTC", "1:11: this is not YAML: "),
        ("a: b: c", "1:5: this is not YAML: "),
        ("content: .\n\tdata: d", "2:1: this is not YAML: "),
        ("content: .\ndata: [a", "3:1: this is not YAML: "),
        ("zone: *here", "1:7: this is not YAML: "),
        ("zone: UTC\ncontent: .\ndata: a\u{01}", "3:8: this is not YAML: "),
        ("log:\n  level: info\nzone: UTC\nzone: UTC", "more than once in one group: `zone`. Keep one of each"),
    ])
    func `broken YAML is told in one line at its place`(text: String, expected: String) throws {
        let found = try problems(text)
        #expect(found.count == 1)
        let first = try #require(found.first)
        #expect(first.contains(expected), "\(first)")
        #expect(first.contains(#/^c\.yaml:[0-9]+:[0-9]+: ./#))
    }

    @Test func `a file that is not UTF-8 or not there is told by its name`() throws {
        let expected = "cannot be read as UTF-8 text. Is the path right?"
        #expect(try problems(Data("zone: UTC # ".utf8) + [0xC3, 0x28]) == ["c.yaml: \(expected)"])
        let folder = try Folder()
        for path in [folder.path, folder.path + "/missing.yaml"] {
            let found = #expect(throws: ConfigurationFile.Problems.self) {
                try ConfigurationFile.read(path, environment: [:])
            }
            #expect(found?.description == "\(path): \(expected)")
        }
    }

    @Test func `several mistakes are told at once, in the order of lines`() throws {
        let found = try problems(
            """
            gateways:
              - kind: irc-listener
                limits: {connections: 0, ping_seconds: 1}
              - kind: carrier-pigeon
              - kind: irc-listener
            zone: Nowhere
            queues:
              wait_notices: never
              first_replies: 1m
            color: blue
            """)
        #expect(
            found.map { $0.split(separator: " ")[0] } == [
                "c.yaml:3:27:", "c.yaml:3:44:", "c.yaml:4:11:", "c.yaml:5:5:", "c.yaml:6:7:", "c.yaml:8:17:",
                "c.yaml:9:3:", "c.yaml:10:1:",
            ])
    }
}
