import NIOCore
import NIOTLS

#if canImport(Glibc)
import Glibc
#endif

/// The socket to a network: bytes in, lines to the link, lines out.
final class LinkHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let link: Link
    private let isSecure: Bool
    private var context: ChannelHandlerContext?
    private var framer = LineFramer(longestTags: 8191, longestLine: ServerFeatures.longestLineWeTrust)
    private var outgoing: ByteBuffer?
    private var isClosing = false
    private var isBegun = false

    init(_ link: Link, isSecure: Bool) {
        self.link = link
        self.isSecure = isSecure
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        if !isSecure { begin() }
        context.read()
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(TLSUserEvent.handshakeCompleted) = event as? TLSUserEvent { begin() }
        context.fireUserInboundEventTriggered(event)
    }

    private func begin() {
        guard !isBegun else { return }
        isBegun = true
        link.connected(self, isSecure: isSecure, port: context?.remoteAddress?.port ?? 0)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        framer.append(unwrapInboundIn(data).readableBytesView)
        link.heard()
        while !isClosing, let item = framer.next() {
            if case .line(let bytes) = item { link.received(bytes) }
        }
        link.perform()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        acknowledgeAtOnce(context.channel)
        readOn()
        context.fireChannelReadComplete()
    }

    /// Servers mostly hold back a small packet until the one before is acknowledged (Nagle), and the kernel puts an
    /// acknowledgement off for 40 ms where nothing is sent with which it could go: together, people would wait for it. The
    /// kernel forgets this again, so it is said after each read.
    private func acknowledgeAtOnce(_ channel: any Channel) {
        #if os(Linux)
        try? channel.syncOptions?.setOption(.tcpOption(.init(rawValue: TCP_QUICKACK)), value: 1)
        #endif
    }

    /// More, as long as the desk can take it; what it cannot waits in the network's socket.
    func readOn() { if isClosing || link.isReady { context?.read() } }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        link.failed(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        isClosing = true
        link.disconnected(self)
        context.fireChannelInactive()
    }

    // MARK: - To the socket

    /// Goes out with the next `flush`.
    func send(_ message: IRCMessage, longestLine: Int) {
        guard !isClosing, let context else { return }
        let bytes = message.wire(longestLine: longestLine)
        if outgoing == nil { outgoing = context.channel.allocator.buffer(capacity: max(bytes.count, 256)) }
        outgoing?.writeBytes(bytes)
    }

    func flush() {
        guard let context, let buffer = outgoing else { return }
        outgoing = nil
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    /// Sends what is left, and ends the connection once it is on its way, or after a moment.
    func finish() {
        guard !isClosing, let context else { return }
        let last = outgoing ?? context.channel.allocator.buffer(capacity: 0)
        outgoing = nil
        isClosing = true
        context.writeAndFlush(wrapOutboundOut(last)).assumeIsolated().whenComplete { _ in
            self.context?.close(promise: nil)
        }
        context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) { [weak self] in
            self?.context?.close(promise: nil)
        }
    }
}
