import NIOCore
import NIOPosix

/// Talks to a running desk over its control socket.
public struct ControlClient: Sendable {
    private let path: String

    public struct Refusal: Error, CustomStringConvertible {
        public let description: String
    }

    public init(path: String) { self.path = path }

    /// Sends one letter and waits until it is durable.
    public func send(_ request: ControlRequest) async throws { _ = try await ask(request) }

    /// Sends one request and waits for what the desk answers.
    ///
    /// - Throws: `Refusal` when the desk refuses, or does not know the request.
    public func ask(_ request: ControlRequest) async throws -> ControlReply {
        let answer = try await connect().executeThenClose { replies, outbound in
            try await outbound.write(ControlLine.encode(request))
            for try await line in replies {
                if let reply: ControlReply = ControlLine.decode(line) { return reply }
            }
            return ControlReply.refused("the desk closed the connection")
        }
        if case .refused(let reason) = answer { throw Refusal(description: reason) }
        return answer
    }

    /// Talks as a customer until the words end, then waits for `patience` without an answer before it leaves.
    ///
    /// - Parameters:
    ///   - words: What the customer says, a line each.
    ///   - show: Called with each line said to the customer.
    public func chat(
        as name: String, words: AsyncStream<String>, patience: Duration,
        show: @escaping @Sendable (_ speaker: String, _ text: String) -> Void
    ) async throws {
        try await connect().executeThenClose { replies, outbound in
            try await withThrowingTaskGroup { group in
                group.addTask {
                    for try await line in replies {
                        if let reply: ControlReply = ControlLine.decode(line), case .said(let speaker, let text) = reply
                        {
                            show(speaker, text)
                        }
                    }
                }
                group.addTask {
                    try await outbound.write(ControlLine.encode(ControlRequest.chat(name: name)))
                    for await line in words { try await outbound.write(ControlLine.encode(ControlRequest.say(line))) }
                    try await Task.sleep(for: patience)
                }
                // Either the desk has gone or the customer has.
                try await group.next()
                group.cancelAll()
            }
        }
    }

    private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(ControlLineDecoder()))
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }
}
