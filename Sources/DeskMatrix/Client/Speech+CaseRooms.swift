import DeskCore

// Rooms in which an agent has a case.
extension Speech {
    private static let topic = "What you write here goes to the customer. Commands begin with !, try !help."

    /// - Parameter delivery: By which a room is found again whose making was not heard of.
    func openRoom(
        of number: CaseNumber, titled title: String, for person: PersonID?, by delivery: DeliveryID
    ) async throws(DeliveryError) -> Receipt {
        let prefix = "\(options.id):"
        guard let person = person?.rawValue, person.hasPrefix(prefix),
            let user = UserID(String(person.dropFirst(prefix.count)))
        else {
            throw .never(
                reason: "case \(number): only who takes it on \(options.id) can be invited to a room there")
        }
        if let room = work.agents.room(of: number, for: user.text) {
            if try await isUsable(room) {
                try await invite(user.text, to: room, isNew: false)
                return Receipt(room: work.direct(room))
            }
            await work.agents.forget(room)
        }
        let room = try await make(of: number, titled: title, alias: alias(of: delivery))
        guard try await !isEncrypted(room) else {
            _ = try? await home.insist(.leave(room), isOfARoom: true)
            throw .never(reason: "case \(number): the homeserver encrypts every room, which the desk cannot read")
        }
        // Kept before anybody is in it: what is said there is for a customer from the first word on.
        guard await work.agents.keep(room, of: number, for: user.text) else {
            throw .later(retryAfter: .seconds(1), scope: .room)
        }
        work.quiet.heard(room, at: work.now())
        work.book[room] = RoomBook.Room()
        try await invite(user.text, to: room, isNew: true)
        _ = try? await home.call(.removeAlias("#\(alias(of: delivery)):\(work.me.server)"))
        return Receipt(room: work.direct(room))
    }

    /// An alias cannot be given twice, so a repeat finds the room.
    private func alias(of delivery: DeliveryID) -> String {
        let name = delivery.rawValue.utf8.map { byte -> String in
            let isPlain = UnicodeScalar(byte).properties.isAlphabetic || (48...57).contains(byte) || byte == 46
            return isPlain && byte < 0x80 ? String(UnicodeScalar(byte)) : "_\(byte)_"
        }
        return "rapport.\(epoch).\(name.joined())".lowercased()
    }

    private func make(of number: CaseNumber, titled title: String, alias: String) async throws(DeliveryError) -> String
    {
        do throws(MatrixFailure) {
            return try await create(.createRoom(name: title, topic: Self.topic, alias: alias))
        } catch {
            guard case .refused(_, let code, _) = error else { throw failure(error, of: number) }
            do throws(MatrixFailure) {
                if code == "M_ROOM_IN_USE",
                    let room = try await home.call(.alias("#\(alias):\(work.me.server)"))["room_id"]
                {
                    if let room = room.string { return room }
                }
                // Where a server lets nobody give aliases, a room whose making was not heard of stays behind, empty.
                return try await create(.createRoom(name: title, topic: Self.topic, alias: nil))
            } catch {
                throw failure(error, of: number)
            }
        }
    }

    private func create(_ request: MatrixRequest) async throws(MatrixFailure) -> String {
        guard let room = try await home.call(request)["room_id"]?.string else {
            throw .unknown("an answer without `room_id`")
        }
        return room
    }

    private func failure(_ failure: MatrixFailure, of number: CaseNumber) -> DeliveryError {
        switch failure {
        case .limited(let wait):
            work.limits.met(.rooms)
            return .later(retryAfter: wait ?? .seconds(1), scope: .room)
        case .refused(let status, let code, let message):
            return .never(reason: "case \(number): no room can be made: \(code) (\(status)) \(message)")
        case .unavailable, .loggedOut, .unknown, .cancelled: return error(failure, "")
        }
    }

    /// The desk is still in it, and can read it.
    private func isUsable(_ room: String) async throws(DeliveryError) -> Bool {
        do throws(MatrixFailure) {
            let answer = try await home.call(.members(of: room))
            guard answer["joined"]?[work.me.text] != nil else { return false }
            work.book[room] = RoomBook.Room(answer, me: work.me.text)
        } catch {
            guard case .refused = error else { throw self.error(error, room) }
            return false
        }
        return try await !isEncrypted(room)
    }

    private func isEncrypted(_ room: String) async throws(DeliveryError) -> Bool {
        do throws(MatrixFailure) {
            _ = try await home.call(.state(EventType.encryption, of: room))
            return true
        } catch {
            guard case .refused = error else { throw self.error(error, room) }
            return false
        }
    }

    private func invite(_ user: String, to room: String, isNew: Bool) async throws(DeliveryError) {
        guard work.book[room]?.others[user] == nil else { return }
        do throws(MatrixFailure) {
            _ = try await home.call(.invite(user, to: room))
        } catch {
            switch error {
            // Invited already, mostly.
            case .refused where !isNew: return
            case .refused(let status, let code, let message):
                await work.agents.forget(room)
                _ = try? await home.call(.leave(room))
                throw .never(reason: "\(user) cannot be invited: \(code) (\(status)) \(message)")
            case .limited(let wait): throw .later(retryAfter: wait ?? .seconds(1), scope: .room)
            case .unknown, .unavailable, .loggedOut, .cancelled: throw self.error(error, room)
            }
        }
    }
}
