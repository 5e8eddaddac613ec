import NIOCore

/// How much and how long one connection may send before it must have said something: in front of the parser, so that
/// what is too long is never kept. Everything on the channel's event loop.
final class WebPatience: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limits: WebLimits
    /// Bytes since the last request was answered.
    private var bytes = 0
    private var deadline: Scheduled<Void>?
    private var context: ChannelHandlerContext?
    private var isRefused = false
    /// For how long a visitor who was refused may still send what nobody reads: closed at once, the socket would drop the
    /// words that say why.
    private static let lingerSeconds = 1

    init(_ limits: WebLimits) { self.limits = limits }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        wait(limits.idleSeconds)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        let buffer = unwrapInboundIn(data)
        if bytes == 0 { wait(limits.requestSeconds) }
        bytes += buffer.readableBytes
        guard bytes <= limits.headBytes else { return refuse(context) }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        self.context = nil
        context.fireChannelInactive()
    }

    /// A request has its answer. What came behind it in the same packet is in the parser's hands already, so counting
    /// begins anew here.
    func answered() {
        bytes = 0
        wait(limits.idleSeconds)
    }

    private func wait(_ seconds: Int) {
        deadline?.cancel()
        guard let context else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(seconds))) { [weak self] in
            self?.context?.close(promise: nil)
        }
    }

    /// The parser has not seen it all and would say something else.
    private func refuse(_ context: ChannelHandlerContext) {
        isRefused = true
        let words = "The request is longer than \(limits.headBytes) bytes.\n"
        let text =
            "HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: \(words.utf8.count)\r\nConnection: close\r\n\r\n\(words)"
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: text)), promise: nil)
        context.close(mode: .output, promise: nil)
        wait(Self.lingerSeconds)
    }
}
