import DeskCore

/// A file as an event names it (client-server API, "m.room.message msgtypes", "Content repository").
struct Media: Equatable, Sendable {
    /// As its sender calls it, in one line.
    let name: String
    /// What else they say of it.
    let caption: String?
    /// As the event has them; neither need be true.
    let type: String?
    let bytes: Int?
    /// Where it is; nil where it is nowhere, or encrypted.
    let place: Place?

    struct Place: Equatable, Sendable {
        let server: String
        let id: String

        /// `mxc://server/id`; nil for what could lead elsewhere.
        init?(_ text: String) {
            guard text.hasPrefix("mxc://") else { return nil }
            let parts = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
                parts[1].utf8.allSatisfy({ byte in
                    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                        || byte == 95
                }), parts[0].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#%\\".utf8.contains($0) })
            else { return nil }
            (server, id) = (String(parts[0]), String(parts[1]))
        }
    }

    /// Nil where there is no name.
    init?(_ content: JSON) {
        guard let body = content["body"]?.string else { return nil }
        let file = content["filename"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        name = Self.oneLine(file ?? body)
        caption = file.flatMap { $0 == body || body.isEmpty ? nil : body }
        let info = content["info"]
        type = info?["mimetype"]?.string.flatMap { Self.isType($0) ? $0 : nil }
        bytes = info?["size"]?.int.flatMap { $0 >= 0 ? $0 : nil }
        place = content["url"]?.string.flatMap(Place.init)
    }

    /// `cat.png (image/png, 32 kB)`, and the caption on lines of its own.
    var text: String {
        let facts = [type, bytes.map(FileSize.text)].compactMap(\.self)
        return name + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))") + (caption.map { "\n" + $0 } ?? "")
    }

    private static func oneLine(_ text: String) -> String {
        text.split { $0.isNewline }.joined(separator: " ")
    }

    /// Whether it is a media type without parameters, and nothing beside that a header could be made of.
    static func isType(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 127
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { byte in
                        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                            || "!#$&-^_.+".utf8.contains(byte)
                    }
            }
    }
}
