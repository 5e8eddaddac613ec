/// Why the listener cannot go on, in words for whoever runs it.
public enum ListenerError: Error, Equatable, Sendable, CustomStringConvertible {
    case portInUse(host: String, port: Int)
    case notAllowed(host: String, port: Int)
    case noSuchHost(String)
    case cannotListen(host: String, port: Int, reason: String)
    case closed

    public var description: String {
        switch self {
        case .portInUse(let host, let port):
            "\(host):\(port) is in use: stop the other program, or choose another port with --listen"
        case .notAllowed(let host, let port):
            "listening on \(host):\(port) is not allowed: choose a port from 1024 on with --listen"
        case .noSuchHost(let host): "\(host) is no address of this machine: choose one with --listen, such as 127.0.0.1"
        case .cannotListen(let host, let port, let reason): "cannot listen on \(host):\(port): \(reason)"
        case .closed: "the listening socket was closed"
        }
    }
}
