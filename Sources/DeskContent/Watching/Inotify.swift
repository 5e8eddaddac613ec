#if os(Linux)
import Glibc

/// The kernel's list of folders in which something may happen (inotify(7)).
struct Inotify {
    struct Happening {
        /// Nil when the kernel lost count of what happened.
        let watch: Int32?
        let flags: Flags
        /// What it happened to, in the folder; empty for the folder itself.
        let name: String
    }

    /// What can happen, with the kernel's numbers.
    struct Flags: OptionSet {
        let rawValue: UInt32
        init(rawValue: UInt32) { self.rawValue = rawValue }
        private init(_ value: some BinaryInteger) { rawValue = UInt32(truncatingIfNeeded: value) }

        static let created = Flags(IN_CREATE)
        static let movedHere = Flags(IN_MOVED_TO)
        static let isFolder = Flags(IN_ISDIR)
        /// The folder is no longer watched.
        static let ignored = Flags(IN_IGNORED)
        static let lost = Flags(IN_Q_OVERFLOW)
        /// Things come and go, the folder itself among them.
        static let structure = Flags(
            IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF)
        /// A file was written and closed, or who may read it has changed.
        static let text = Flags(IN_CLOSE_WRITE | IN_ATTRIB)
        /// Only folders; with what was asked for before; not what was deleted and is still open somewhere.
        static let manner = Flags(Int(IN_ONLYDIR) | Int(IN_MASK_ADD) | Int(IN_EXCL_UNLINK))
    }
    static let noDescriptors =
        "The content folder cannot be watched: the system has no inotify instance left for this user "
        + "(`sysctl fs.inotify.max_user_instances`). Until that is mended, `rapport reload` after saving."
    static let noWatches =
        "Not all of the content folder can be watched: the system's inotify watches are used up. Raise "
        + "`sysctl fs.inotify.max_user_watches`; until then, `rapport reload` after saving."

    let descriptor: Int32

    init?() {
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        if descriptor < 0 { return nil }
    }

    func close() { _ = Glibc.close(descriptor) }

    enum Failure: Error {
        case limit
        /// It is gone, or not ours to look at.
        case notThere
    }

    /// The same folder always has the same number.
    func add(_ path: String, _ flags: Flags) throws(Failure) -> Int32 {
        let watch = inotify_add_watch(descriptor, path, flags.union(.manner).rawValue)
        guard watch < 0 else { return watch }
        throw errno == ENOSPC ? .limit : .notThere
    }

    func remove(_ watch: Int32) { inotify_rm_watch(descriptor, watch) }

    /// What has happened since the last time; empty when nothing has.
    func happenings() -> [Happening] {
        var all: [Happening] = []
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: MemoryLayout<inotify_event>.alignment) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else { return }
                all += Self.happenings(in: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        return all
    }

    private static func happenings(in bytes: UnsafeRawBufferPointer) -> [Happening] {
        let head = MemoryLayout<inotify_event>.size
        var (found, place): ([Happening], Int) = ([], 0)
        while place + head <= bytes.count {
            let event = bytes.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
            let name = bytes[(place + head)..<(place + head + Int(event.len))].prefix { $0 != 0 }
            let flags = Flags(rawValue: event.mask)
            found.append(
                Happening(
                    watch: flags.contains(.lost) ? nil : event.wd, flags: flags,
                    name: String(decoding: name, as: UTF8.self)))
            place += head + Int(event.len)
        }
        return found
    }
}

/// Lets a thread that waits for a descriptor be told to stop, by a byte from the other end of a pair of sockets.
struct Signal: Sendable {
    private let reading: Int32
    private let writing: Int32

    init?() {
        var ends: [Int32] = [0, 0]
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else { return nil }
        (reading, writing) = (ends[0], ends[1])
    }

    func give() {
        var byte: UInt8 = 1
        write(writing, &byte, 1)
    }

    func close() { for end in [reading, writing] { _ = Glibc.close(end) } }

    /// Waits for the signal, for something to read or for the time to be over; whether it was the signal.
    func isGiven(orReadable other: Int32, within time: Duration?) -> Bool {
        var waiting = [
            pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: other, events: Int16(POLLIN), revents: 0),
        ]
        poll(&waiting, nfds_t(waiting.count), time.map(Self.milliseconds) ?? -1)
        return waiting[0].revents != 0
    }

    /// Rounded up, so that nobody wakes just before the time and again and again.
    private static func milliseconds(_ time: Duration) -> Int32 {
        let (seconds, attoseconds) = time.components
        return Int32(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
#endif
