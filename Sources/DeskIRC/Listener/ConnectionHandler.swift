import NIOCore

/// The socket of one connection: bytes in, lines to the switchboard, lines out. Reads only while the hall can take a
/// line, so that what it cannot take yet waits in the sender's socket.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let switchboard: Switchboard
    private var id: ConnectionID?
    private var context: ChannelHandlerContext?
    private var framer = LineFramer()
    /// A line that waits for its token.
    private var held: LineFramer.Item?
    private var bucket: TokenBucket?
    /// Against what makes no lines: blank ones, endless ones.
    private var bytes: TokenBucket?
    private var unpaid = 0
    private static let burstKiB = 64
    private static let kiBPerSecond = 16
    private var isPumping = false
    private var isInputClosed = false
    private var isClosing = false
    /// Written, but not yet handed to the channel.
    private var outgoing: ByteBuffer?
    private var unsentDeliveries = 0
    private(set) var lastProgress = 0

    init(_ switchboard: Switchboard) { self.switchboard = switchboard }

    var closeFuture: EventLoopFuture<Void>? { context?.channel.closeFuture }
    var hasUnsentDeliveries: Bool { unsentDeliveries > 0 }

    // MARK: - From the socket

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        id = switchboard.connected(self, from: context.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) })
        if !switchboard.isUnlimited {
            let limits = switchboard.limits
            bucket = TokenBucket(burst: limits.lineBurst, perSecond: limits.linesPerSecond, now: switchboard.uptime)
            bytes = TokenBucket(burst: Self.burstKiB, perSecond: Self.kiBPerSecond, now: switchboard.uptime)
        }
        if id == nil { finish() } else { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing, let id else { return context.read() }
        let buffer = unwrapInboundIn(data)
        unpaid += buffer.readableBytes
        framer.append(buffer.readableBytesView)
        switchboard.heard(id)
        pump()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(ChannelEvent.inputClosed) = event as? ChannelEvent {
            isInputClosed = true
            if isClosing { context.close(promise: nil) } else { pump() }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        // The high-water mark is the send queue's limit.
        guard !context.channel.isWritable, !isClosing, let id else { return }
        switchboard.end(id, reason: "Send queue exceeded: you read too slowly", because: .sendQueue)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        isClosing = true
        switchboard.disconnected(self, id)
    }

    // MARK: - Lines

    /// Gives lines on as long as the hall takes them, then reads more. What was sent before the end of the input is
    /// still heard.
    func pump() {
        guard !isPumping, let id, let context else { return }
        isPumping = true
        defer { isPumping = false }
        while !isClosing, switchboard.isReady(id) {
            guard let item = held ?? framer.next() else {
                if isInputClosed { switchboard.end(id, reason: "Connection closed") } else { read(context, id) }
                return
            }
            held = nil
            if let milliseconds = bucket?.take(switchboard.cost(of: id), now: switchboard.uptime) {
                held = item
                after(milliseconds) { $0.pump() }
                return
            }
            switchboard.received(item, from: id)
        }
    }

    /// More, once what came before is paid for.
    private func read(_ context: ChannelHandlerContext, _ id: ConnectionID) {
        let cost = unpaid * switchboard.cost(of: id) / 1024
        if let milliseconds = bytes?.take(cost, now: switchboard.uptime) {
            return after(milliseconds) { $0.pump() }
        }
        unpaid = 0
        context.read()
    }

    private func after(_ milliseconds: Int, _ body: @escaping (ConnectionHandler) -> Void) {
        guard let context else { return }
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds))) { [weak self] in
            if let self { body(self) }
        }
    }

    // MARK: - To the socket

    /// Goes out with the next `flush`.
    func send(_ message: IRCMessage) {
        guard !isClosing, let context else { return }
        let bytes = message.wire
        if outgoing == nil { outgoing = context.channel.allocator.buffer(capacity: max(bytes.count, 256)) }
        outgoing?.writeBytes(bytes)
    }

    func flush() {
        guard let context, let buffer = outgoing else { return }
        outgoing = nil
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    /// Calls back once the socket has taken it all, or with false where the connection ends before that.
    func deliver(_ messages: [IRCMessage], _ done: @escaping (Bool) -> Void) {
        guard !isClosing, let context else { return done(false) }
        for message in messages { send(message) }
        guard let buffer = outgoing else { return done(true) }
        outgoing = nil
        if unsentDeliveries == 0 { lastProgress = switchboard.uptime }
        unsentDeliveries += 1
        let written = context.writeAndFlush(wrapOutboundOut(buffer))
        written.assumeIsolated().whenComplete { result in
            self.unsentDeliveries -= 1
            self.lastProgress = self.switchboard.uptime
            if case .success = result { done(true) } else { done(false) }
        }
    }

    /// Sends what is left and ends our half; the socket closes when the other side does, or after a moment. Closing
    /// both halves at once could cost the other side the words that say why.
    func finish() {
        guard !isClosing, let context else { return }
        let last = outgoing ?? context.channel.allocator.buffer(capacity: 0)
        outgoing = nil
        isClosing = true
        context.writeAndFlush(wrapOutboundOut(last)).assumeIsolated().whenComplete { _ in
            self.context?.close(mode: .output, promise: nil)
            if self.isInputClosed { self.context?.close(promise: nil) }
        }
        context.read()
        after(Switchboard.lingerMilliseconds) { $0.abort() }
    }

    func abort() { context?.close(promise: nil) }
}
