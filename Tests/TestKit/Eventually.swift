/// What did not come to be in time.
public struct NotInTime: Error, CustomStringConvertible {
    public let description: String
}

/// Asks again and again until it is so, for at most a minute.
public func eventually(
    _ what: String, within limit: Duration = .seconds(60), _ isSo: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !isSo() {
        guard ContinuousClock.now < end else { throw NotInTime(description: "not in time: \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
