import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where the homeserver's requests come in.
struct AppServiceServer: Sendable {
    /// Connections at once; more wait to be taken. A homeserver has one or a few.
    static let mostConnections = 64
    /// A connection on which nothing comes for so long ends.
    static let idle = TimeAmount.seconds(30)

    let host: String
    let port: Int
    let desk: ServiceDesk
    private let connections = Connections()

    /// How long those may take to send and to hear who are connected as the desk stops.
    private static let farewell = TimeAmount.seconds(1)

    init(host: String, port: Int, desk: ServiceDesk) {
        self.host = host
        self.port = port
        self.desk = desk
    }

    /// Until cancelled: then those who ask are answered, but not waited for. `onListening` is told the address once
    /// connections are taken.
    ///
    /// - Throws: `AppServiceError` where it cannot listen.
    func run(onListening: @escaping @Sendable (String) -> Void) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let isListening = loop.makePromise(of: Void.self)
        let server = server {
            onListening($0)
            isListening.succeed()
        }
        // Not ended by cancelling: a connection that was taken and not begun would be lost, which the server takes for a
        // mistake of ours.
        let running = loop.makeFutureWithTask { try await server.run() }
        running.whenComplete { _ in isListening.fail(ServerEnded()) }
        do {
            try await withTaskCancellationHandler {
                try await running.get()
            } onCancel: {
                isListening.futureResult.whenSuccess {
                    _ = loop.makeFutureWithTask { try await server.shutdownGracefully() }
                    loop.scheduleTask(in: Self.farewell) { connections.closeAll() }
                }
            }
        } catch {
            throw problem(error)
        }
        guard Task.isCancelled else { throw ServerEnded() }
    }

    private func server(onListening: @escaping @Sendable (String) -> Void) -> Server<HTTP1Channel> {
        // What is to be said of it this room says.
        let silent = Logger(label: "http") { _ in SwiftLogNoOpLogHandler() }
        return Server(
            childChannelSetup: HTTP1Channel(
                responder: { request, writer, channel in
                    connections.add(channel)
                    defer { connections.remove(channel) }
                    let body = RequestReader(request)
                    let response = await respond(request, body)
                    try await writer.write(response: response.head, body: response.body)
                    // What was not asked for is thrown away, so that the answer arrives; who does not come to an end is
                    // hung up on.
                    if await !body.skip() { channel.close(promise: nil) }
                },
                configuration: .init(
                    idleTimeout: Self.idle,
                    httpDecoderConfiguration: .init(maxHeaderFieldSize: 16_384, maxHeaderListSize: 32_768))),
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections, logger: silent)),
            onServerRunning: { onListening(Self.name(of: $0.localAddress)) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: silent)
    }

    private func respond(_ request: Request, _ body: RequestReader) async -> Response {
        let answer: ServiceAnswer
        if let refusal = desk.refusal(request.headers[.authorization]) {
            answer = refusal
        } else {
            let route = ServiceRoute(request.method.rawValue, request.uri.path)
            answer = await desk.answer(route) { await body.read() }
        }
        let bytes = ByteBuffer(bytes: answer.body.bytes)
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        headers[.contentLength] = String(bytes.readableBytes)
        return Response(
            status: .init(code: answer.status), headers: headers, body: ResponseBody(byteBuffer: bytes))
    }

    private func problem(_ error: any Error) -> any Error {
        if error is CancellationError { return error }
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: return AppServiceError.portInUse(host: host, port: port)
        case EACCES, EPERM: return AppServiceError.notAllowed(host: host, port: port)
        case EADDRNOTAVAIL: return AppServiceError.noSuchHost(host)
        default:
            if error is SocketAddressError { return AppServiceError.noSuchHost(host) }
            return AppServiceError.cannotListen(host: host, port: port, reason: "\(error)")
        }
    }

    private static func name(of address: SocketAddress?) -> String {
        guard let address, let host = address.ipAddress, let port = address.port else { return "?" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// Connections on which something is asked.
private final class Connections: Sendable {
    private let open = Mutex<[ObjectIdentifier: any Channel]>([:])

    func add(_ channel: any Channel) { open.withLock { $0[ObjectIdentifier(channel)] = channel } }
    func remove(_ channel: any Channel) { open.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) } }
    func closeAll() { for channel in open.withLock({ Array($0.values) }) { channel.close(promise: nil) } }
}

/// The body of one request, read at most once.
private actor RequestReader {
    private let request: Request
    private var isAtEnd: Bool
    private var isBroken = false

    init(_ request: Request) {
        self.request = request
        // Without either there is none.
        isAtEnd = request.headers[.contentLength] == "0"
    }

    func read() async -> Result<[UInt8], ServiceDesk.BodyFailure> {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > ServiceDesk.mostBytes {
            return .failure(.tooLarge)
        }
        return await within(ServiceDesk.patience) { await self.collect(keeping: true) } ?? .failure(.tooSlow)
    }

    /// - Returns: False where it has no end within reason.
    func skip() async -> Bool {
        guard !isAtEnd, !isBroken else { return !isBroken }
        return await within(.seconds(10)) { await self.collect(keeping: false) }.map { (try? $0.get()) != nil } ?? false
    }

    private func collect(keeping: Bool) async -> Result<[UInt8], ServiceDesk.BodyFailure> {
        guard !isAtEnd else { return .success([]) }
        var bytes: [UInt8] = []
        var count = 0
        do {
            for try await part in request.body {
                count += part.readableBytes
                guard count <= ServiceDesk.mostBytes else { return .failure(.tooLarge) }
                if keeping { bytes += part.readableBytesView }
            }
        } catch {
            isBroken = true
            return .failure(.broken)
        }
        isAtEnd = true
        return .success(bytes)
    }

    private func within<Value: Sendable>(
        _ time: Duration, _ body: @escaping @Sendable () async -> Value
    ) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await body() }
            group.addTask {
                try? await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
