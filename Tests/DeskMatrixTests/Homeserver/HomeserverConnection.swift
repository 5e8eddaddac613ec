import Foundation
import NIOCore
import NIOHTTP1

/// One socket: gathers a request, has it answered, and says the answer, as much of it as the answer wants said.
final class HomeserverConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: @Sendable (HomeserverRequest) async -> HomeserverAnswer
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()
    private var work: Task<Void, Never>?

    init(_ answer: @escaping @Sendable (HomeserverRequest) async -> HomeserverAnswer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = ByteBuffer()
        case .body(let part): body.writeImmutableBuffer(part)
        case .end:
            guard let head else { return }
            self.head = nil
            let headers = head.headers.map { ($0.name.lowercased(), $0.value) }
            let request = HomeserverRequest(
                method: head.method.rawValue, target: head.uri, headers: Dictionary(headers) { $1 },
                bytes: Data(body.readableBytesView))
            work = Self.work(on: request, answer, context.channel, isLast: !head.isKeepAlive)
        }
    }

    /// Whoever waits for something to happen need wait no longer.
    func channelInactive(context: ChannelHandlerContext) { work?.cancel() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private static func work(
        on request: HomeserverRequest, _ answer: @escaping @Sendable (HomeserverRequest) async -> HomeserverAnswer,
        _ channel: any Channel, isLast: Bool
    ) -> Task<Void, Never> {
        Task {
            let said = await answer(request)
            if !Task.isCancelled { write(said, to: channel, isLast: isLast) }
        }
    }

    private static func write(_ answer: HomeserverAnswer, to channel: any Channel, isLast: Bool) {
        guard answer.extent != .nothing else { return channel.close(promise: nil) }
        let bytes = answer.bytes ?? Array(answer.body.utf8)
        var headers = HTTPHeaders(answer.headers.map { ($0.key, $0.value) })
        headers.add(name: "Content-Type", value: answer.type)
        headers.add(name: "Content-Length", value: String(bytes.count))
        if isLast { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        let isWhole = answer.extent == .whole
        let part = ByteBuffer(bytes: isWhole ? bytes[...] : bytes[..<(bytes.count / 2)])
        let written = channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(part)))
        guard isWhole else { return written.whenComplete { _ in channel.close(promise: nil) } }
        let ended = channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        if isLast { ended.whenComplete { _ in channel.close(promise: nil) } }
    }
}
