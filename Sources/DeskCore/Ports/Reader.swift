/// Reads what a customer said. Pure: the same turn and the same content give the same reading.
public protocol Reader: Sendable {
    /// The content it learned from.
    var revision: Revision { get }
    func read(_ turn: Turn) -> Reading
    /// The same reading where it takes next to no time, since it was made before or needs no weighing; else nil.
    func readAtOnce(_ turn: Turn) -> Reading?
}

extension Reader {
    public func readAtOnce(_ turn: Turn) -> Reading? { nil }
}
