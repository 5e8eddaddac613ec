import CurlHTTP

/// Why a request to the homeserver did not succeed, by what the caller should do.
enum MatrixFailure: Error, Equatable, Sendable {
    /// Too many of these for now. `retryAfter` where the server said how long to wait.
    case limited(retryAfter: Duration?)
    /// The server cannot, just now: nothing was done.
    case unavailable(String)
    /// The server may have done it; the answer was lost.
    case unknown(String)
    /// The access token does not do any more. `isSoft`: the same device may log in again.
    case loggedOut(isSoft: Bool)
    /// It will not do this: the status and Matrix's code for why.
    case refused(status: Int, code: String, message: String)
    /// Whoever waited does not any more.
    case cancelled

    /// The code of an answer that is longer than was wanted.
    static let tooLarge = "TOO_LARGE"
}

extension MatrixFailure {
    init(_ error: HTTPError) {
        switch error {
        case .cancelled, .closed: self = .cancelled
        case .timedOut(wasSent: true), .broken: self = .unknown("\(error)")
        case .timedOut(wasSent: false), .unreachable, .untrusted: self = .unavailable("\(error)")
        case .tooLarge: self = .unknown("\(error)")
        case .invalid: self = .refused(status: 0, code: "INVALID", message: "\(error)")
        }
    }

    /// Of an answer that is no success (client-server API, "Standard error response"). Between the desk and the homeserver
    /// there are often proxies, which speak HTML.
    init(status: Int, headers: [String: String], body: JSON?) {
        let code = body?["errcode"]?.string
        let message = body?["error"]?.string ?? ""
        switch (status, code) {
        case (429, _), (_, "M_LIMIT_EXCEEDED"):
            self = .limited(retryAfter: Self.wait(headers, body))
        case (401, "M_UNKNOWN_TOKEN"):
            self = .loggedOut(isSoft: body?["soft_logout"]?.bool ?? false)
        case (401, "M_MISSING_TOKEN"): self = .loggedOut(isSoft: false)
        // 502 and 504 are what a proxy says when the server behind it does not answer in time: it may have acted.
        // 500 as well: a homeserver says so when its database is busy, after which nothing is certain.
        case (500..., _): self = .unknown("status \(status)" + (message.isEmpty ? "" : ", \(code ?? "") \(message)"))
        case (408, _): self = .unavailable("status \(status)")
        default:
            guard let code else {
                // No Matrix server said this. A proxy while the server is updated, say.
                self = .unavailable(
                    "status \(status), without an error of Matrix: is this the address of a homeserver?")
                return
            }
            self = .refused(status: status, code: code, message: message)
        }
    }

    /// The header counts where both are there: the field is deprecated. Dates in the header are not understood.
    private static func wait(_ headers: [String: String], _ body: JSON?) -> Duration? {
        if let seconds = headers["retry-after"].flatMap({ Double($0) }), seconds >= 0, seconds < 1e6 {
            // Whole seconds, rounded up by the server; the body may know better.
            if let exact = body?["retry_after_ms"]?.int, exact >= 0, Double(exact) < seconds * 1000 {
                return .milliseconds(exact)
            }
            return .milliseconds(Int(seconds * 1000))
        }
        return body?["retry_after_ms"]?.int.flatMap { $0 >= 0 && $0 < 1_000_000_000 ? .milliseconds($0) : nil }
    }
}

extension MatrixFailure: CustomStringConvertible {
    var description: String {
        switch self {
        case .limited(let wait): "too many requests" + (wait.map { ", try again in \($0)" } ?? "")
        case .unavailable(let reason), .unknown(let reason): reason
        case .loggedOut: "the access token is not valid (any more)"
        case .refused(let status, let code, let message): "\(code) (\(status)): \(message)"
        case .cancelled: "cancelled"
        }
    }
}
