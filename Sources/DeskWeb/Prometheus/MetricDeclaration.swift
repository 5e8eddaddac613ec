/// One metric as the page of metrics declares it. What is not declared is not measured: whoever adds a metric to a room
/// adds its row to `MetricDeclaration.all`.
public struct MetricDeclaration: Sendable {
    public enum Kind: Sendable, Equatable {
        /// Only ever grows; its name ends in `_total`.
        case counter
        case gauge
        /// How often values were at most as large as each of these bounds, which rise.
        case histogram([Double])
    }

    /// The values of a label are a closed list: every one is a time series for ever, so nothing that people write, or are
    /// called, may become one.
    public struct Label: Sendable, Equatable {
        public enum Values: Sendable, Equatable {
            case closed([String])
            /// Known when the program starts and from then on, such as the configured gateways.
            case given
        }
        public let name: String
        public let values: Values

        public static func closed(_ name: String, _ values: String...) -> Label {
            Label(name: name, values: .closed(values))
        }
        public static func given(_ name: String) -> Label { Label(name: name, values: .given) }
    }

    /// With the prefix `rapport_`, and with the unit and `_total` at the end where there is one.
    public let name: String
    public let kind: Kind
    public let labels: [Label]
    /// What is measured, in one sentence without a full stop.
    public let help: String

    public init(_ name: String, _ kind: Kind, _ labels: Label..., help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }

    /// The word behind `# TYPE`.
    public var type: String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}

extension MetricDeclaration.Kind {
    /// What the desk does in the time of a commit or of a delivery: 100 µs to a minute.
    static let latency = histogram([
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ])
    /// What people do: five seconds to a day.
    static let patience = histogram([5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400])
    /// How much shares a commit.
    static let batch = histogram([1, 2, 4, 8, 16, 32, 64, 128, 256])
}
