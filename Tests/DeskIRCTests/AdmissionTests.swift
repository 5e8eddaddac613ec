import DeskCore
import Testing

@testable import DeskIRC

/// Who may come in, and who is let go, at each limit.
@Suite struct AdmissionTests {
    private func world(_ limits: ListenerLimits) -> HallWorld { HallWorld(options: ListenerOptions(limits: limits)) }

    @Test func oneAddressHasItsShare() throws {
        let world = world(ListenerLimits(connectionsPerAddress: 2, exempt: AddressRange.loopback))
        let one = try #require(NetworkAddress("2001:db8:1:2::1"))
        let neighbour = try #require(NetworkAddress("2001:db8:1:2::2"))
        let other = try #require(NetworkAddress("2001:db8:1:3::1"))
        let first = world.hall.connected(uptime: 0, from: one)
        _ = world.hall.connected(uptime: 0, from: neighbour)
        #expect(world.hall.refusal(of: one) == .address && world.hall.refusal(of: neighbour) == .address)
        #expect(world.hall.refusal(of: other) == nil && world.hall.refusal(of: nil) == nil)
        world.disconnect(first)
        #expect(world.hall.refusal(of: one) == nil)
    }

    @Test func proxiesAreExempt() throws {
        let world = world(ListenerLimits(connectionsPerAddress: 1))
        let here = try #require(NetworkAddress("127.0.0.1"))
        for _ in 0..<5 { _ = world.hall.connected(uptime: 0, from: here) }
        #expect(world.hall.refusal(of: here) == nil)
    }

    /// Those who never register cannot take the places of those who talk.
    @Test func unregisteredConnectionsHaveALimitOfTheirOwn() {
        let world = world(ListenerLimits(registrationSeconds: 10, maximumRegistering: 3))
        let bob = world.guest("bob")
        let idle = (0..<3).map { _ in world.hall.connected(uptime: 0) }
        #expect(world.hall.refusal(of: nil) == .registering)
        world.tick(10)
        #expect(world.closed == Set(idle) && world.hall.drops[.registration] == 3)
        #expect(world.hall.refusal(of: nil) == nil, "gone is gone, also while the socket lingers")
        for id in idle { world.disconnect(id) }
        world.disconnect(bob)
        #expect(world.hall.refusal(of: nil) == nil && world.hall.leaving == 0 && world.hall.users == 0)
    }

    @Test func allTogether() {
        let world = world(ListenerLimits(maximumConnections: 2))
        let bob = world.guest("bob")
        _ = world.guest("eve")
        #expect(world.hall.refusal(of: nil) == .full)
        world.disconnect(bob)
        #expect(world.hall.refusal(of: nil) == nil)
    }

    @Test func silenceIsCounted() {
        let world = world(ListenerLimits(pingSeconds: 10))
        _ = world.guest("bob")
        world.tick(10)
        world.tick(20)
        #expect(world.hall.drops == [.silent: 1])
    }

    // MARK: - Lines

    @Test func aLineWithoutEndIsToldOnceAndEnds() {
        var framer = LineFramer()
        var items: [LineFramer.Item] = []
        let piece = [UInt8](repeating: 120, count: 4096)
        for _ in 0..<40 {
            framer.append(piece)
            while let item = framer.next() { items.append(item) }
            #expect(framer.count <= LineFramer.mostBytes)
        }
        #expect(items == [.tooLong, .endless])
        framer.append(Array("\r\nPING x\r\n".utf8))
        #expect(framer.next() == .line(Array("PING x".utf8)))
        let world = HallWorld()
        let bob = world.guest("bob")
        world.hall.received(.endless, from: bob)
        world.settle()
        #expect(world.lines(bob) == ["ERROR :Closing link: A line without end"] && world.hall.drops[.tooLong] == 1)
    }

    @Test func agentsAndLongMessagesCostLess() {
        let world = HallWorld()
        let bob = world.login("bob", caps: "batch draft/multiline")
        #expect(world.hall.cost(of: bob) == 1000 && world.hall.cost(of: world.login("anna")) == 100)
        world.say(bob, "BATCH +1 draft/multiline support")
        #expect(world.hall.cost(of: bob) == 200)
    }

    /// A full bucket pays for anything, and then owes it.
    @Test func whatCostsMoreThanABucketHolds() {
        var bucket = TokenBucket(burst: 4, perSecond: 2, now: 0)
        #expect(bucket.take(10_000, now: 0) == nil)
        #expect(bucket.take(1000, now: 0) == 3500)
        #expect(bucket.take(1000, now: 3499) != nil && bucket.take(1000, now: 3500) == nil)
    }
}
