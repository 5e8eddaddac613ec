public import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Serves the pages on an address of this machine, over HTTP/1.1.
///
/// It has a thread of its own: a page is made while somebody waits for it, and nobody who talks with the desk shall wait
/// for that; and where the desk's own threads are stuck, `/health` still says so.
public struct WebServer: Sendable {
    private let host: String
    private let port: Int
    private let pages: WebPages
    private let limits: WebLimits
    private let log: Logger

    /// - Parameters:
    ///   - host: An address of the loopback interface.
    ///   - port: 0 for any that is free.
    public init(host: String, port: Int, pages: WebPages, limits: WebLimits = WebLimits(), log: Logger) {
        self.host = host
        self.port = port
        self.pages = pages
        self.limits = limits
        self.log = log
    }

    /// Serves for as long as the body runs.
    ///
    /// - Parameter onListening: Told `host:port` before the body begins.
    /// - Throws: `WebServerError` where it cannot listen, and what the body throws.
    public func run(
        onListening: (String) -> Void = { _ in }, while body: () async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let visitors = WebVisitors(most: limits.connections)
        do {
            let server = try await bind(group, visitors)
            onListening(Self.name(of: server.localAddress))
            server.closeFuture.whenComplete { [log] _ in
                if !visitors.isOver {
                    log.error("/health and /metrics are no longer served; a restart serves them again")
                }
            }
            try await body()
            await end(group, visitors, server)
        } catch {
            await end(group, visitors, nil)
            throw error
        }
    }

    /// The threads' end closes every socket that is left.
    private func end(_ group: MultiThreadedEventLoopGroup, _ visitors: WebVisitors, _ server: (any Channel)?) async {
        visitors.end()
        try? await server?.close().get()
        try? await group.shutdownGracefully()
    }

    private func bind(_ group: MultiThreadedEventLoopGroup, _ visitors: WebVisitors) async throws -> any Channel {
        guard Self.isLoopback(host) else { throw WebServerError.notLoopback(host) }
        let (pages, limits) = (pages, limits)
        let mark = ChannelOptions.Types.WriteBufferWaterMark(low: 1, high: limits.unsentBytes)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: mark)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard visitors.enter(channel) else { throw ChannelError.ioOnClosedChannel }
                    let patience = WebPatience(limits)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(patience)
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(WebHandler(pages, patience))
                }
            }
        do {
            return try await bootstrap.bind(host: host, port: port).get()
        } catch {
            throw problem(error)
        }
    }

    private func problem(_ error: any Error) -> WebServerError {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: .portInUse(host: host, port: port)
        default: .cannotListen(host: host, port: port, reason: "\(error)")
        }
    }

    /// `127.0.0.0/8` and `::1`, written as addresses: a name could be anybody's.
    public static func isLoopback(_ host: String) -> Bool {
        guard let address = try? SocketAddress(ipAddress: host, port: 0) else { return false }
        // Written by NIO from the bytes of the address, so always in full.
        return switch address {
        case .v4: address.ipAddress?.hasPrefix("127.") ?? false
        case .v6: address.ipAddress == "::1"
        case .unixDomainSocket: false
        }
    }

    private static func name(of address: SocketAddress?) -> String {
        guard let address, let host = address.ipAddress, let port = address.port else { return "?" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// What one visitor, and all of them, may take.
public struct WebLimits: Sendable {
    /// At once; the next one is closed at once.
    public var connections = 64
    /// Of a request's line and headers together; answered with 431 and the end of the connection.
    public var headBytes = 8192
    /// From the first byte of a request to its end.
    public var requestSeconds = 10
    /// Between two requests, and for taking an answer. Longer than the minute after which most scrapers come again.
    public var idleSeconds = 120
    /// Answers that a visitor asked for and does not take; then the connection ends.
    public var unsentBytes = 1 << 20

    public init() {}
}

/// Why nothing can be served; ends the desk as it starts.
public enum WebServerError: Error, Equatable, CustomStringConvertible {
    case portInUse(host: String, port: Int)
    case notLoopback(String)
    case cannotListen(host: String, port: Int, reason: String)

    public var description: String {
        switch self {
        case .portInUse(let host, let port):
            "metrics: \(host):\(port) is in use. Does another desk run? `metrics.listen` takes another port"
        case .notLoopback(let host):
            "metrics: \(host) is no address of this machine alone: metrics are for this machine; put a proxy in front"
        case .cannotListen(let host, let port, let reason):
            "metrics: cannot listen on \(host):\(port): \(reason)"
        }
    }
}
