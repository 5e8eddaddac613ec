public import DeskCore

extension Matcher {
    /// What a reading leads to and why, in a few lines for a content writer. Agents who ask `!why` read the same.
    public static func explain(_ reading: Reading, in content: Content) -> String { reading.explanation(in: content) }
}
