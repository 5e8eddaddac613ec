import Foundation
import Synchronization

/// How a client goes about it, the same for all its requests.
public struct HTTPOptions: Sendable {
    /// A PEM file with the only authorities that are trusted; without it, the system's are.
    public var authorities: String?
    public var userAgent: String
    /// What is beyond waits for one to be free.
    public var maxConnectionsPerHost: Int
    /// `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, as curl reads them. This machine is always asked directly.
    public var usesProxyOfEnvironment: Bool

    public init(
        authorities: String? = nil, userAgent: String = "CurlHTTP", maxConnectionsPerHost: Int = 64,
        usesProxyOfEnvironment: Bool = true
    ) {
        self.authorities = authorities
        self.userAgent = userAgent
        self.maxConnectionsPerHost = maxConnectionsPerHost
        self.usesProxyOfEnvironment = usesProxyOfEnvironment
    }
}

/// Sends requests over HTTP/1.1 with libcurl, many at once, on one thread of its own, and keeps connections for the next.
///
/// Every request has exactly one outcome, however it is cancelled and whenever the client is closed. A request that was
/// sent on a kept connection and lost with it is sent again only where its method may be repeated (not POST or PATCH).
/// At most 4,096 requests are under way or waiting; one more is `.unreachable` at once.
public final class HTTPClient: Sendable {
    static let most = 4096
    private let orders: Orders

    public convenience init(_ options: HTTPOptions = HTTPOptions()) { self.init(options, most: Self.most) }

    init(_ options: HTTPOptions, most: Int) {
        let orders = Orders(most: most)
        self.orders = orders
        // It holds the orders, not the client, so that a client that is let go is closed.
        Thread { Driver.run(orders, options) }.start()
    }

    deinit { orders.close() }

    /// Cancelled with its task, at once, whether it waits or is under way.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let ticket = HTTPTicket(orders)
        let result: Result<HTTPResponse, HTTPError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                orders.add(Job(ticket: ticket, request: request) { continuation.resume(returning: $0) })
            }
        } onCancel: {
            ticket.cancel()
        }
        return try result.get()
    }

    /// Without a task: calls back exactly once, on the client's thread, which does nothing else meanwhile. Where the client
    /// is closed already, or too much is under way, it calls back before it returns.
    @discardableResult
    public func begin(
        _ request: HTTPRequest, then done: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    ) -> HTTPTicket {
        let ticket = HTTPTicket(orders)
        orders.add(Job(ticket: ticket, request: request, done: done))
        return ticket
    }

    /// Ends what is under way as `.closed`, and returns when the thread has ended, unless called on it. A client that is let go
    /// is closed, too, without waiting.
    public func close() {
        orders.close()
        orders.waitForEnd()
    }
}

/// With it a request is taken back. Nobody needs to keep it.
public final class HTTPTicket: Sendable {
    private let orders: Orders
    private let taken = Atomic(false)

    init(_ orders: Orders) { self.orders = orders }

    var isCancelled: Bool { taken.load(ordering: .acquiring) }

    /// Whoever waits hears `.cancelled`, unless the answer was there before. May be called at any time, and again.
    public func cancel() {
        // Marked first: the thread looks at the mark as it takes the request up, and at the order from then on.
        guard !taken.exchange(true, ordering: .acquiringAndReleasing) else { return }
        orders.cancel(self)
    }
}
