#if canImport(Glibc)
import Glibc
#endif

/// What the process holds of the machine's memory.
enum Memory {
    /// Learning needs a multiple of what it leaves, and the C library keeps for later what was freed. This gives it back.
    static func giveBack() {
        #if canImport(Glibc)
        typealias Trim = @convention(c) (Int) -> Int32
        // By name, since Swift's module of the library leaves it out.
        guard let address = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(address, to: Trim.self)(0)
        #endif
    }
}
