/// A group of `gateways` in the desk's configuration.
protocol GatewayGroup {
    var name: String { get }
    /// An item of the list, indented by two.
    var yaml: String { get }
}

extension GatewayGroup {
    static func item(_ lines: [String?]) -> String {
        "  - " + lines.compactMap(\.self).joined(separator: "\n    ") + "\n"
    }
}

/// On a network of others.
struct GatewaySettings: GatewayGroup {
    let name = "net"
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
        return Self.item([
            "kind: irc", "name: \(name)", "host: 127.0.0.1", "port: \(port)", "tls: off", "nick: \(Desk.nick)",
            sasl.map { "sasl: \($0)" },
            "channels: [\(channels.map { "'\($0)'" }.joined(separator: ", "))]",
            staffChannel.map { "staff_channel: '\($0)'" },
            "flood: {burst: \(burst), pause: \(pause)}",
        ])
    }
}

/// Where the desk's own agents are.
struct ListenerSettings: GatewayGroup {
    let name = "irc"
    let port: UInt16

    var yaml: String { Self.item(["kind: irc-listener", "name: \(name)", "listen: 127.0.0.1:\(port)"]) }
}
