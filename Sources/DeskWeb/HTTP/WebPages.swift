public import DeskCore

/// The two pages there are, as functions of a request.
public struct WebPages: Sendable {
    private let version: String
    private let uptime: @Sendable () -> Duration
    private let health: @Sendable () -> DeskHealth
    private let metrics: @Sendable () -> String

    /// - Parameters:
    ///   - health: How the desk stands now. Like `metrics` it is asked on the thread of the pages, at each request.
    ///   - metrics: The page of metrics, in the text format.
    public init(
        version: String, uptime: @escaping @Sendable () -> Duration, health: @escaping @Sendable () -> DeskHealth,
        metrics: @escaping @Sendable () -> String
    ) {
        self.version = version
        self.uptime = uptime
        self.health = health
        self.metrics = metrics
    }

    /// - Parameter target: As it stands in the request; what follows a question mark says nothing here.
    func answer(_ method: String, _ target: String) -> WebAnswer {
        let path = target.prefix { $0 != "?" }
        guard ["/health", "/metrics"].contains(path) else {
            return WebAnswer(404, "Nothing is here. There are /health and /metrics.\n")
        }
        guard ["GET", "HEAD"].contains(method) else {
            return WebAnswer(405, "This page can only be read: GET or HEAD.\n", headers: [("Allow", "GET, HEAD")])
        }
        guard path == "/health" else { return WebAnswer(200, metrics(), type: TextFormat.contentType) }
        let page = HealthPage(health(), version: version, uptime: uptime())
        return WebAnswer(page.isTaking ? 200 : 503, page.json, type: "application/json")
    }
}

/// One answer, with its whole body.
struct WebAnswer: Sendable {
    let status: Int
    let type: String
    let body: String
    let headers: [(String, String)]

    init(
        _ status: Int, _ body: String, type: String = "text/plain; charset=utf-8", headers: [(String, String)] = []
    ) {
        self.status = status
        self.body = body
        self.type = type
        self.headers = headers
    }
}
