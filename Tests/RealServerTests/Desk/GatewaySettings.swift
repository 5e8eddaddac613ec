/// The gateway's group in the desk's configuration.
struct GatewaySettings {
    enum Mechanism: String { case plain, external, scram = "scram-sha-256" }

    struct Login {
        var mechanism = Mechanism.plain
        var password = Visitor.password
    }

    var port: UInt16
    var login: Login?
    var channels = [Desk.channel]
    var staffChannel: String? = Desk.staffChannel
    /// Lines at once, and then one each pause.
    var burst = 5
    var pause = "200ms"

    var yaml: String {
        let sasl = login.map {
            "{mechanism: \($0.mechanism.rawValue), user: \(Desk.nick), password: \($0.password)}"
        }
        let lines = [
            "kind: irc", "name: \(Desk.gateway)", "host: 127.0.0.1", "port: \(port)", "tls: off", "nick: \(Desk.nick)",
            sasl.map { "sasl: \($0)" },
            "channels: [\(channels.map { "'\($0)'" }.joined(separator: ", "))]",
            staffChannel.map { "staff_channel: '\($0)'" },
            "flood: {burst: \(burst), pause: \(pause)}",
        ]
        return "  - " + lines.compactMap(\.self).joined(separator: "\n    ") + "\n"
    }
}
