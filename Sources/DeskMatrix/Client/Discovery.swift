public import CurlHTTP

/// Finds the homeserver of a server's name (client-server API, "Well-known URI").
public struct Discovery: Sendable {
    public enum Failure: Error, Equatable, Sendable {
        /// For now: the network, or the web server.
        case unavailable(String)
        /// What it says cannot be used.
        case invalid(String)
        case cancelled
    }

    private let http: HTTPClient

    public init(http: HTTPClient) { self.http = http }

    /// The homeserver's address without a slash at its end. A server that tells nothing is its own homeserver.
    public func base(of server: String) async throws(Failure) -> String {
        let request = HTTPRequest(
            "GET", "https://\(server)/.well-known/matrix/client",
            limits: HTTPLimits(total: .seconds(20), idle: .seconds(20), bytes: 64 << 10), redirects: 5)
        let answer: HTTPResponse
        do throws(HTTPError) {
            answer = try await http.send(request)
        } catch {
            if case .cancelled = error { throw .cancelled }
            throw .unavailable("\(error)")
        }
        guard answer.status != 404 else { return "https://\(server)" }
        guard answer.status == 200 else {
            throw answer.status >= 500
                ? .unavailable("status \(answer.status)")
                : .invalid(
                    "https://\(server)/.well-known/matrix/client answers with status \(answer.status)")
        }
        guard let body = try? JSON(reading: answer.body), let base = body["m.homeserver"]?["base_url"]?.string,
            base.hasPrefix("https://") || base.hasPrefix("http://")
        else {
            throw .invalid(
                "https://\(server)/.well-known/matrix/client does not say where the homeserver is. Set `homeserver:` to its address."
            )
        }
        return base.hasSuffix("/") ? String(base.dropLast()) : base
    }
}
