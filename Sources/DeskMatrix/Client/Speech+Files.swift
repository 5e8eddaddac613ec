import DeskCore
import Foundation

// Files, both ways.
extension Speech {
    /// What clients show as a picture.
    private static let pictures: Set<String> = ["image/png", "image/jpeg", "image/gif", "image/webp"]

    /// Shows a file that was fetched; where the server does not take it, says where it is.
    func show(_ file: FetchedFile, by delivery: Delivery) async throws(DeliveryError) -> Receipt {
        let room = try await room(of: delivery)
        let words = delivery.acting(.say(Utterance(prose: Prose(text: file.text))))
        guard let data = FileManager.default.contents(atPath: file.path) else {
            return try await say(words, in: room)
        }
        let type = Media.isType(file.type) ? file.type : "application/octet-stream"
        let place: String?
        do throws(MatrixFailure) {
            place = try await home.call(.upload(file.name, type: type, [UInt8](data)))["content_uri"]?.string
        } catch {
            guard case .refused = error else { throw self.error(error, room) }
            return try await say(words, in: room)
        }
        guard let place else { throw .unknown }
        var content: [String: JSON] = [
            "msgtype": Self.pictures.contains(type) ? "m.image" : "m.file", "body": .string(file.name),
            "filename": .string(file.name), "url": .string(place), "m.mentions": [:],
            "info": ["mimetype": .string(type), "size": .int(data.count)],
        ]
        if let cause = delivery.causedBy { content[OutgoingMessage.causeKey] = .string(cause.rawValue) }
        let shown = inThread(.object(content), of: delivery)
        let event = try await put(
            .send(EventType.message, to: room, transaction: transaction(delivery.id, 0), shown), in: room)
        if let event { said(event, of: delivery, in: room) }
        return Receipt(remoteID: event)
    }

    // MARK: - Fetching

    func fetch(_ file: ArrivalID, in address: Address, most: Int) async throws(FileError) -> RemoteFile {
        guard let event = event(of: file), let room = roomOfFile(address) else {
            throw FileError(reason: "it was sent to no room of Matrix")
        }
        let found = try await look(up: event, in: room)
        guard !found.isRedacted else { throw FileError(reason: "it was taken back") }
        let content = found.content["m.new_content"] ?? found.content
        guard let media = Media(content) else { throw FileError(reason: "there is no file in that message") }
        guard let place = media.place else {
            throw FileError(
                reason: content["file"] == nil
                    ? "there is no file in that message" : "it is encrypted, and the desk cannot read it")
        }
        if let bytes = media.bytes, bytes > most { throw Self.tooLarge(most) }
        let answer = try await download(place, most: most)
        let type = answer.type.flatMap { $0.split(separator: ";").first }.map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let known = [media.type, type].compactMap(\.self).first(where: Media.isType)
        return RemoteFile(name: media.name, type: known ?? "application/octet-stream", bytes: answer.bytes)
    }

    private static func tooLarge(_ most: Int) -> FileError {
        FileError(reason: "it is larger than \(FileSize.text(most))")
    }

    private func roomOfFile(_ address: Address) -> String? {
        switch RoomAddress(address.room) {
        case .direct(let id), .among(let id, _): work.upgrades.current(id)
        case .staff, .thread: work.agents.staff
        case .aside: nil
        }
    }

    /// In the room, or in the one that it took the place of.
    private func look(up event: String, in room: String) async throws(FileError) -> MatrixEvent {
        var failure: MatrixFailure?
        for place in [room, work.upgrades.house(of: room)] {
            do throws(MatrixFailure) {
                if let found = MatrixEvent(try await home.call(.event(event, in: place))) { return found }
            } catch {
                failure = failure ?? error
            }
        }
        throw FileError(reason: failure.map { "the homeserver does not show the message: \($0)" } ?? "it is gone")
    }

    private func download(
        _ place: Media.Place, most: Int
    ) async throws(FileError) -> (bytes: [UInt8], type: String?) {
        for isOld in [false, true] {
            do throws(MatrixFailure) {
                return try await home.download(.download(place, isOld: isOld), most: most)
            } catch {
                switch error {
                // Servers before v1.11 know the other way alone.
                case .refused(404, "M_UNRECOGNIZED", _) where !isOld: continue
                case .refused(413, MatrixFailure.tooLarge, _): throw Self.tooLarge(most)
                case .refused(404, _, _): throw FileError(reason: "the homeserver has it no more, or not yet")
                default: throw FileError(reason: "the homeserver does not give it: \(error)")
                }
            }
        }
        throw FileError(reason: "the homeserver does not give it")
    }
}
