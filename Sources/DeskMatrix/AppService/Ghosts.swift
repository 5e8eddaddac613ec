import DeskCore
import Logging
import Synchronization

/// The agents' own users on the homeserver, as the desk moves them.
final class Ghosts: Sendable {
    private struct Place: Hashable {
        let ghost: String
        let room: String
    }
    private struct State {
        /// What the homeserver has, and whether with a device.
        var registered: [String: Bool] = [:]
        var homes: [String: Homeserver] = [:]
        var places: Set<Place> = []
        /// Where one was refused although it is there: it is not tried again until the agent enters anew.
        var suspected: Set<Place> = []
        var barred: Set<Place> = []
    }
    let names: GhostNames
    private let home: Homeserver
    private let memory: MatrixMemory
    private let log: Logger
    private let state = Mutex(State())

    /// - Parameter home: Where the desk itself speaks.
    init(names: GhostNames, home: Homeserver, memory: MatrixMemory, log: Logger) {
        self.names = names
        self.home = home
        self.memory = memory
        self.log = log
    }

    /// What an earlier process has registered.
    func open() async throws {
        let kept = try await memory.get(MatrixMemory.Key.ghosts)?.object ?? [:]
        state.withLock { $0.registered = kept.compactMapValues(\.bool) }
    }

    func isGhost(_ user: String) -> Bool { names.isGhost(user) }

    /// Whether the homeserver has this user by the desk's doing.
    func isRegistered(_ user: String) -> Bool { state.withLock { $0.registered[user] != nil } }

    /// Where that agent speaks in a room, if they are there.
    func voice(of agent: AgentID, in room: String) -> Homeserver? {
        let ghost = names.user(of: agent)
        return state.withLock { state in
            state.places.contains(Place(ghost: ghost, room: room)) ? state.homes[ghost] : nil
        }
    }

    /// As whom something is changed that one of them said.
    func speaker(_ ghost: String) -> Homeserver {
        state.withLock { $0.homes[ghost] } ?? home.speaking(as: .init(user: ghost))
    }

    // MARK: - Coming

    /// - Returns: Where the agent speaks in that room; nil where they cannot come.
    /// - Throws: What may pass.
    func enter(_ agent: AgentID, _ room: String, anew: Bool) async throws(MatrixFailure) -> Homeserver? {
        if let there = voice(of: agent, in: room) { return there }
        let place = Place(ghost: names.user(of: agent), room: room)
        if anew {
            state.withLock { state in
                state.barred.remove(place)
                state.suspected.remove(place)
            }
        } else if state.withLock({ $0.barred.contains(place) }) {
            return nil
        }
        do throws(MatrixFailure) {
            let ghost = try await speaker(agent, place.ghost)
            try await join(ghost, place, isExpected: !anew)
            state.withLock { _ = $0.places.insert(place) }
            return ghost
        } catch {
            guard case .refused = error else { throw error }
            bar(place, agent, "\(error)")
            return nil
        }
    }

    /// - Parameter isExpected: They should be there since before the desk was started, or may come.
    private func join(_ ghost: Homeserver, _ place: Place, isExpected: Bool) async throws(MatrixFailure) {
        if isExpected {
            do throws(MatrixFailure) {
                _ = try await ghost.call(.join(place.room))
                return
            } catch {
                guard case .refused = error else { throw error }
            }
        }
        do throws(MatrixFailure) {
            _ = try await home.call(.invite(place.ghost, to: place.room))
        } catch {
            // They may be in already; if not, joining says so.
            guard case .refused = error else { throw error }
        }
        _ = try await ghost.call(.join(place.room))
    }

    private func bar(_ place: Place, _ agent: AgentID, _ reason: String) {
        let isNews = state.withLock { state in
            // What the homeserver has may have changed.
            state.registered[place.ghost] = nil
            state.homes[place.ghost] = nil
            return state.barred.insert(place).inserted
        }
        guard isNews else { return }
        log.warning(
            "\(place.ghost) cannot speak in \(place.room), so the desk says there what \(agent) writes: \(reason)")
    }

    /// The homeserver did not let an agent speak who was there: they come again once, and then the desk speaks.
    func wasRefused(_ agent: AgentID, in room: String) {
        let place = Place(ghost: names.user(of: agent), room: room)
        let isAgain = state.withLock { state in
            state.places.remove(place)
            return !state.suspected.insert(place).inserted
        }
        if isAgain { bar(place, agent, "it is refused there") }
    }

    // MARK: - Who they are

    private func speaker(_ agent: AgentID, _ ghost: String) async throws(MatrixFailure) -> Homeserver {
        if let known = state.withLock({ $0.homes[ghost] }) { return known }
        var hasDevice = state.withLock { $0.registered[ghost] }
        if hasDevice == nil {
            hasDevice = try await ServiceUsers(home: home).register(UserID(ghost)?.localpart ?? ghost)
            state.withLock { $0.registered[ghost] = hasDevice }
            let kept = state.withLock { $0.registered.mapValues(JSON.bool) }
            await memory.keep(MatrixMemory.Key.ghosts, .object(kept))
        }
        let other = home.speaking(
            as: .init(user: ghost, device: hasDevice == true ? ServiceUsers.device : nil))
        // It costs little, and an older name is gone.
        _ = try await other.call(.setName(agent.rawValue, of: ghost))
        state.withLock { $0.homes[ghost] = other }
        return other
    }

    // MARK: - Going

    func leave(_ agent: AgentID, _ room: String) async throws(MatrixFailure) {
        let ghost = names.user(of: agent)
        guard isRegistered(ghost) else { return }
        try await leave(ghost, room)
    }

    /// All agents who are in a room that the desk has left.
    func leaveAll(_ room: String) async {
        let there = state.withLock { state in state.places.filter { $0.room == room }.map(\.ghost) }
        for ghost in there.sorted() { try? await leave(ghost, room) }
    }

    /// They are there since before the desk was started.
    func saw(_ members: JSON, in room: String) {
        let ghosts = (members["joined"]?.object ?? [:]).keys.filter(isGhost)
        state.withLock { state in
            for ghost in ghosts { state.places.insert(Place(ghost: ghost, room: room)) }
        }
    }

    private func leave(_ ghost: String, _ room: String) async throws(MatrixFailure) {
        let place = Place(ghost: ghost, room: room)
        state.withLock { state in
            state.places.remove(place)
            state.suspected.remove(place)
            state.barred.remove(place)
        }
        let speaker = state.withLock { $0.homes[ghost] } ?? home.speaking(as: .init(user: ghost))
        do throws(MatrixFailure) {
            _ = try await speaker.call(.leave(room))
        } catch {
            // Not there any more, or never.
            guard case .refused = error else { throw error }
        }
    }

    /// Others had an agent leave, or wanted one to come: only the desk brings them.
    func moved(_ move: Transaction.GhostMove) {
        let place = Place(ghost: move.ghost, room: move.room)
        switch move.membership {
        case .leave, .ban: state.withLock { _ = $0.places.remove(place) }
        case .invite:
            let speaker = state.withLock { $0.homes[move.ghost] } ?? home.speaking(as: .init(user: move.ghost))
            speaker.begin(.leave(move.room)) { [log] result in
                if case .failure(let failure) = result {
                    log.info("\(move.ghost) was invited by somebody else and cannot decline: \(failure)")
                }
            }
        case .join, .knock: break
        }
    }
}
