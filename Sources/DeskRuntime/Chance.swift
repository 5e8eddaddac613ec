import Synchronization

/// The system's chance, taken many numbers at a time, since each asking is a call into the kernel.
public final class Chance: Sendable {
    public static let system = Chance()
    private static let atOnce = 64
    private let numbers = Mutex<[UInt64]>([])

    public func next() -> UInt64 {
        numbers.withLock { numbers in
            if numbers.isEmpty {
                var random = SystemRandomNumberGenerator()
                numbers = (0..<Self.atOnce).map { _ in random.next() }
            }
            return numbers.removeLast()
        }
    }
}
