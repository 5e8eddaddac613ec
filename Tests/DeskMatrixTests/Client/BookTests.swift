import DeskCore
import Testing

@testable import DeskMatrix

/// What the gateway keeps in mind.
@Suite struct BookTests {
    @Test func `forgets the oldest events first`() {
        let book = EventBook(most: 3)
        for id in ["$1", "$2", "$3", "$2", "$4"] { book.add(id, in: "!a") }
        #expect(["$1", "$2", "$3", "$4"].map(book.holds) == [false, true, true, true])
        #expect(book.room(of: "$4") == "!a")
    }

    // MARK: - Progress

    @Test func `is never beyond what is not done`() {
        let progress = Progress()
        let first = progress.begin("s1", rooms: 2), second = progress.begin("s2", rooms: 1)
        progress.finish(second)
        #expect(progress.done == nil)
        progress.finish(first)
        #expect(progress.done == nil)
        progress.finish(first)
        #expect(progress.done == "s2")
        _ = progress.begin("s3", rooms: 0)
        #expect(progress.done == "s3")
    }

    @Test func `lets so many stretches begin and no more`() async {
        let progress = Progress()
        let numbers = (0..<Progress.mostOpen).map { progress.begin("s\($0)", rooms: 1) }
        await withDiscardingTaskGroup { group in
            group.addTask {
                await progress.untilRoom()
                #expect(progress.done == "s0")
            }
            // Whenever it waits by now or not: it goes on only after this.
            await Task.yield()
            progress.finish(numbers[0])
        }
        progress.end()
        await progress.untilRoom()
    }

    // MARK: - Rooms in which nobody talks

    @Test func `knows since when nobody has talked`() {
        let rooms = QuietRooms()
        let day = Timestamp(milliseconds: 86_400_000)
        rooms.heard("!a", at: day)
        rooms.heard("!b", at: day + .seconds(3 * 86_400))
        #expect(rooms.quiet(since: 2) == ["!a"])
        let kept = rooms.changes()
        #expect(rooms.changes().isEmpty)
        rooms.heard("!a", at: day + .seconds(60))
        #expect(rooms.changes().isEmpty)
        let after = QuietRooms()
        for (_, json) in kept { after.admit(json) }
        #expect(after.quiet(since: 100) == ["!a", "!b"])
        after.forget("!a")
        #expect(after.quiet(since: 100) == ["!b"])
        #expect(after.changes().map(\.json) == [[:]] || after.changes().count == 0)
    }

    @Test func `puts a room into the same part in every process`() {
        #expect(QuietRooms.shard(of: "!abc:example.org") == QuietRooms.shard(of: "!abc:example.org"))
        #expect(QuietRooms.shard(of: "") == 2_166_136_261 % 16)
    }

    // MARK: - Invitations

    private let start = Timestamp(milliseconds: 1_000_000)

    @Test func `declines by server, by user and without a name`() {
        var options = MatrixOptions.Invitations()
        options.allowed = [NamePattern("*.example.org"), NamePattern("example.org")]
        options.denied = [NamePattern("bad.example.org")]
        var policy = InvitationPolicy(options, ignored: [NamePattern("@*bot:*")])
        #expect(policy.verdict(on: "@max:m.example.org", at: start) == .accept)
        for inviter in ["@max:bad.example.org", "@max:other.org", "@my-bot:example.org", "max", nil] {
            guard case .decline = policy.verdict(on: inviter, at: start) else {
                Issue.record("\(inviter ?? "nobody") is accepted")
                continue
            }
        }
    }

    @Test func `takes so many of one sender in an hour`() {
        var options = MatrixOptions.Invitations()
        options.perSender = 2
        var policy = InvitationPolicy(options, ignored: [])
        #expect(policy.verdict(on: "@max:x", at: start) == .accept)
        #expect(policy.verdict(on: "@max:x", at: start + .seconds(1)) == .accept)
        guard case .decline = policy.verdict(on: "@max:x", at: start + .seconds(3599)) else {
            Issue.record("a third is accepted")
            return
        }
        #expect(policy.verdict(on: "@eve:x", at: start + .seconds(2)) == .accept)
        #expect(policy.verdict(on: "@max:x", at: start + .seconds(3600)) == .accept)
    }

    @Test func `has the others wait once there are many`() {
        var options = MatrixOptions.Invitations()
        options.inAll = 2
        var policy = InvitationPolicy(options, ignored: [])
        #expect(policy.verdict(on: "@a:x", at: start) == .accept)
        #expect(policy.verdict(on: "@b:x", at: start + .seconds(20)) == .accept)
        #expect(policy.verdict(on: "@c:x", at: start + .seconds(30)) == .wait(.seconds(30)))
        #expect(policy.verdict(on: "@c:x", at: start + .seconds(60)) == .accept)
    }
}
