import DeskCore
import Metrics

/// What the gateway's sockets are counted by; written down once a second from what the hall counts anyway.
final class SocketFigures {
    private let open: Gauge
    private let registering: Gauge
    private let taken: Counter
    private let lines: Counter
    private let drops: [Drop: Counter]
    private var told: [Drop: Int] = [:]
    private var toldTaken: UInt64 = 0
    private var toldLines = 0

    init(gateway: GatewayID, factory: any MetricsFactory) {
        let gateway = ("gateway", "\(gateway)")
        func connections(_ state: String) -> Gauge {
            Gauge(label: "rapport_connections", dimensions: [gateway, ("state", state)], factory: factory)
        }
        open = connections("registered")
        registering = connections("registering")
        taken = Counter(label: "rapport_connections_total", dimensions: [gateway], factory: factory)
        lines = Counter(label: "rapport_lines_total", dimensions: [gateway], factory: factory)
        drops = Dictionary(
            uniqueKeysWithValues: Drop.allCases.map { drop in
                let reason = ("reason", drop.rawValue)
                return (
                    drop,
                    Counter(label: "rapport_connection_drops_total", dimensions: [gateway, reason], factory: factory)
                )
            })
    }

    func tell(_ hall: Hall, lines count: Int) {
        open.record(hall.users)
        registering.record(hall.sessions.count - hall.users - hall.leaving)
        taken.increment(by: hall.connections - toldTaken)
        toldTaken = hall.connections
        lines.increment(by: count - toldLines)
        toldLines = count
        for (drop, count) in hall.drops {
            drops[drop]?.increment(by: count - told[drop, default: 0])
            told[drop] = count
        }
    }
}
