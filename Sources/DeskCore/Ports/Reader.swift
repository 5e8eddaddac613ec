/// Reads what a customer said. Pure: the same turn and the same content give the same reading.
public protocol Reader: Sendable {
    /// The content it learned from.
    var revision: Revision { get }
    func read(_ turn: Turn) -> Reading
}
