/// Why there is no answer, by what the caller can do about it.
public enum HTTPError: Error, Equatable, Sendable {
    case cancelled
    /// The request itself: URL, method, a header with a line feed. It will never be better.
    case invalid(String)
    /// Nothing was sent: no such host, refused, no route, a proxy that will not.
    case unreachable(String)
    /// TLS: nobody vouches for the certificate, or it is for another name.
    case untrusted(String)
    /// `wasSent`: the server may have acted on it.
    case timedOut(wasSent: Bool)
    /// After something was sent: half an answer, a reset, no HTTP. The server may have acted on it.
    case broken(String)
    case tooLarge(limit: Int)
    /// The client was closed.
    case closed
}

extension HTTPError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cancelled: "the request was taken back"
        case .invalid(let reason): "the request cannot be sent: \(reason)"
        case .unreachable(let reason): "the server cannot be reached: \(reason)"
        case .untrusted(let reason): "the server's certificate is not trusted: \(reason)"
        case .timedOut(wasSent: false): "the server could not be reached in time"
        case .timedOut(wasSent: true): "the server did not answer in time; it may have acted on the request"
        case .broken(let reason): "the answer broke off: \(reason)"
        case .tooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .closed: "the connections were closed"
        }
    }
}
