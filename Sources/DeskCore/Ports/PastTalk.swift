/// What was said before, for gateways whose clients ask for it.
public protocol PastTalk: Sendable {
    /// With one customer, over all their conversations, oldest first: at most the last `count` lines, without notes.
    func lines(with person: PersonID, last count: Int) async throws(StoreError) -> [Line]
    /// In a case's conversation, with notes; empty where there is no such case.
    func lines(ofCase number: CaseNumber, last count: Int) async throws(StoreError) -> [Line]
}

extension PastTalk where Self: Archive {
    public func lines(ofCase number: CaseNumber, last count: Int) async throws(StoreError) -> [Line] {
        guard let brief = try await brief(number) else { return [] }
        return try await lines(of: brief.conversation, last: count, through: nil, notes: true)
    }
}
