public import DeskCore

/// Why a network cannot be reached at all, in words for whoever runs the desk.
public enum NetworkError: UnrecoverableGatewayError, Equatable, Sendable, CustomStringConvertible {
    /// A file that TLS needs, and what is wrong with it.
    case identity(file: String, reason: String)

    public var description: String {
        switch self {
        case .identity(let file, let reason): "TLS: \(file) \(reason)"
        }
    }
}
