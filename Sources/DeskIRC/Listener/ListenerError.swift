public import DeskCore

/// Why the listener cannot go on, in words for whoever runs it.
public enum ListenerError: UnrecoverableGatewayError, Equatable, Sendable, CustomStringConvertible {
    case portInUse(host: String, port: Int)
    case notAllowed(host: String, port: Int)
    case noSuchHost(String)
    /// A certificate or key that cannot be used.
    case identity(file: String, reason: String)
    case cannotListen(host: String, port: Int, reason: String)

    public var description: String {
        switch self {
        case .portInUse(let host, let port):
            "\(host):\(port) is in use: stop the other program, or choose another port with --listen"
        case .notAllowed(let host, let port):
            "listening on \(host):\(port) is not allowed: choose a port from 1024 on with --listen"
        case .noSuchHost(let host): "\(host) is no address of this machine: choose one with --listen, such as 127.0.0.1"
        case .identity(let file, let reason): "TLS: \(file) \(reason)"
        case .cannotListen(let host, let port, let reason): "cannot listen on \(host):\(port): \(reason)"
        }
    }
}

/// The socket was closed under a listener that could go on: starting again may help.
struct ListenerClosed: Error {}
