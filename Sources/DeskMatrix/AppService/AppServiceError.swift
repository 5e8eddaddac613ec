public import DeskCore

/// Why the homeserver's transactions cannot be taken, in words for whoever runs the desk.
public enum AppServiceError: UnrecoverableGatewayError, Equatable, CustomStringConvertible {
    case portInUse(host: String, port: Int)
    case notAllowed(host: String, port: Int)
    case noSuchHost(String)
    case cannotListen(host: String, port: Int, reason: String)

    public var description: String {
        switch self {
        case .portInUse(let host, let port):
            "\(host):\(port) is in use: stop the other program, or set another `listen` and change `url` in the registration"
        case .notAllowed(let host, let port):
            "listening on \(host):\(port) is not allowed: set a port from 1024 on with `listen`"
        case .noSuchHost(let host): "\(host) is no address of this machine: set one with `listen`, such as 127.0.0.1"
        case .cannotListen(let host, let port, let reason): "cannot listen on \(host):\(port): \(reason)"
        }
    }
}

/// The socket was closed under a server that could go on: starting again may help.
struct ServerEnded: Error {}
