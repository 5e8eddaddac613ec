import DeskCore

extension Delivery {
    /// - Throws: What the compiler's coding throws, for the acts that are rare.
    func write(to json: inout JSONWriter) throws {
        try json.object {
            $0.member("id", id)
            $0.member("to", to)
            if case .say(let utterance) = act {
                $0.member("act") { $0.member("say") { $0.member("_0", utterance) } }
            } else {
                try $0.member("act", coded: act)
            }
            $0.member("lane", lane.rawValue)
            $0.member("conversation", conversation)
            $0.member("notBefore", notBefore)
            $0.member("expires", expires)
            $0.member("causedBy", causedBy)
            $0.member("about", about)
        }
    }
}

extension Utterance: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("speaker", speaker)
            $0.member("prose", prose)
            $0.member("language", language)
            $0.member("source", source)
            $0.member("revision", revision)
        }
    }
}

extension Speaker: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            switch self {
            case .desk: $0.member("desk") { _ in }
            case .agent(let id): $0.member("agent") { $0.member("_0", id) }
            case .customer(let name): $0.member("customer") { $0.member("_0", name) }
            }
        }
    }
}

extension Prose: JSONWritable {
    func write(to json: inout JSONWriter) { json.object { $0.member("blocks", blocks) } }
}

extension Prose.Block: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            switch self {
            case .paragraph(let inlines): $0.member("paragraph") { $0.member("_0", inlines) }
            case .heading(let inlines): $0.member("heading") { $0.member("_0", inlines) }
            case .list(let first, let items):
                $0.member("list") {
                    $0.member("first", first)
                    $0.member("items", items)
                }
            case .quote(let blocks): $0.member("quote") { $0.member("_0", blocks) }
            case .code(let text): $0.member("code") { $0.member("_0", text) }
            }
        }
    }
}

extension Prose.Inline: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            switch self {
            case .text(let text): $0.member("text") { $0.member("_0", text) }
            case .strong(let inlines): $0.member("strong") { $0.member("_0", inlines) }
            case .emphasis(let inlines): $0.member("emphasis") { $0.member("_0", inlines) }
            case .code(let text): $0.member("code") { $0.member("_0", text) }
            case .link(let inlines, let destination):
                $0.member("link") {
                    $0.member("_0", inlines)
                    $0.member("destination", destination)
                }
            case .lineBreak: $0.member("lineBreak") { _ in }
            case .slot(let slot): $0.member("slot") { $0.member("_0", slot) }
            }
        }
    }
}

extension Prose.Slot: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("name", name)
            $0.member("forms") { json in for (form, text) in forms { json.member(of: form, text) } }
        }
    }
}
