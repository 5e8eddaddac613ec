#if canImport(Glibc)
import Glibc
#endif

/// What the process holds of the machine's memory. Learning needs a multiple of what it leaves, and glibc keeps for
/// later what was freed: the more, the larger the pieces that were freed before.
///
/// Both functions are found by name, since Swift's module of the library leaves them out; elsewhere they do nothing.
enum Memory {
    /// From now on what is free at the end of a heap goes back as soon as it is 128 KiB.
    static func keepLittle() {
        #if canImport(Glibc)
        typealias SetOption = @convention(c) (Int32, Int32) -> Int32
        let trimThreshold: Int32 = -1
        guard let address = dlsym(nil, "mallopt") else { return }
        _ = unsafeBitCast(address, to: SetOption.self)(trimThreshold, 128 * 1024)
        #endif
    }

    /// Gives back what is free between what is in use.
    static func giveBack() {
        #if canImport(Glibc)
        typealias Trim = @convention(c) (Int) -> Int32
        guard let address = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(address, to: Trim.self)(0)
        #endif
    }
}
