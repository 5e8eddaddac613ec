import NIOCore
import NIOHTTP1

/// Answers one request after the other. Requests with a body have no business here, and end the connection.
final class WebHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let pages: WebPages
    private let patience: WebPatience
    private var head: HTTPRequestHead?
    private var hasBody = false

    init(_ pages: WebPages, _ patience: WebPatience) {
        self.pages = pages
        self.patience = patience
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            hasBody = false
        case .body: hasBody = true
        case .end:
            guard let head else { return }
            self.head = nil
            // Whoever asks and asks and takes no answer.
            guard context.channel.isWritable else { return context.close(promise: nil) }
            answer(head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let answer = pages.answer(request.method.rawValue, request.uri)
        let isLast = !request.isKeepAlive || hasBody
        var headers = HTTPHeaders(answer.headers)
        headers.add(name: "Content-Type", value: answer.type)
        headers.add(name: "Content-Length", value: String(answer.body.utf8.count))
        // How the desk stands is true only now.
        headers.add(name: "Cache-Control", value: "no-store")
        if isLast { headers.add(name: "Connection", value: "close") }
        let status = HTTPResponseStatus(statusCode: answer.status)
        context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: headers))), promise: nil)
        if request.method != .HEAD {
            context.write(
                wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(string: answer.body)))), promise: nil
            )
        }
        patience.answered()
        let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        guard isLast else { return }
        let channel = context.channel
        written.whenComplete { _ in channel.close(promise: nil) }
    }
}
