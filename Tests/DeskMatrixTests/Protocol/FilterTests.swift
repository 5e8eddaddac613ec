import Testing

@testable import DeskMatrix

@Suite struct FilterTests {
    /// The first time it must see its own words, to know what was answered; after that they would only wake it.
    @Test func `leaves out its own words but the first time`() {
        #expect(Filters.sync(without: "@desk:x")["room"]?["timeline"]?["not_senders"] == ["@desk:x"])
        #expect(Filters.sync(without: nil)["room"]?["timeline"]?["not_senders"] == nil)
    }
}
