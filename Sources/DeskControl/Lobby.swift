import NIOCore
import Synchronization

/// Connections that were taken and are not yet closed. Those that nobody serves when the server stops are closed, too.
final class Lobby: Sendable {
    /// Nil once the server has stopped.
    private let open = Mutex<[ObjectIdentifier: any Channel]?>([:])

    func enter(_ channel: any Channel) {
        let isOpen = open.withLock { open in
            open?[ObjectIdentifier(channel)] = channel
            return open != nil
        }
        guard isOpen else { return channel.close(promise: nil) }
        channel.closeFuture.whenComplete { [self] _ in
            open.withLock { $0?[ObjectIdentifier(channel)] = nil }
        }
    }

    func close() {
        let left = open.withLock { open in
            defer { open = nil }
            return open ?? [:]
        }
        for channel in left.values { channel.close(promise: nil) }
    }
}
