import DeskCore

extension Event {
    /// - Throws: What the compiler's coding throws, for the events that are rare.
    func write(to json: inout JSONWriter) throws {
        try json.object {
            $0.member("at", at)
            switch body {
            case .arrived(let arrival): $0.member("body") { $0.member("arrived") { $0.member("_0", arrival) } }
            case .turnRead(let turn, let reading):
                $0.member("body") {
                    $0.member("turnRead") {
                        $0.member("_0", turn)
                        $0.member("_1", reading)
                    }
                }
            case .deliverySettled(let settlement):
                $0.member("body") { $0.member("deliverySettled") { $0.member("_0", settlement) } }
            case .timerFired, .contentChanged, .contentRefused, .loginSet, .loginRemoved, .agentLinked,
                .agentUnlinked:
                try $0.member("body", coded: body)
            }
            $0.member("chance", chance)
        }
    }
}

extension Arrival: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("from", from)
            $0.member("venue", venue.rawValue)
            $0.member("author", author)
            $0.member("at", at)
            $0.member("body", body)
            $0.member("aside", aside)
            $0.member("about", about)
            $0.sparse("hasFile", hasFile)
        }
    }
}

extension Arrival.Body: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            switch self {
            case .said(let text): $0.member("said") { $0.member("_0", text) }
            case .overheard(let text): $0.member("overheard") { $0.member("_0", text) }
            case .joined: $0.member("joined") { _ in }
            case .returned: $0.member("returned") { _ in }
            case .left: $0.member("left") { _ in }
            case .sealed(let instead): $0.member("sealed") { $0.member("instead", instead) }
            case .edited(let original, let text):
                $0.member("edited") {
                    $0.member("_0", original)
                    $0.member("_1", text)
                }
            case .redacted(let original): $0.member("redacted") { $0.member("_0", original) }
            case .reacted(let sign): $0.member("reacted") { $0.member("_0", sign) }
            }
        }
    }
}

extension Author: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("person", person)
            $0.member("name", name)
            $0.member("login", login)
            $0.member("vouched", vouched)
            $0.member("isLasting", isLasting)
            $0.member("formerly", formerly)
        }
    }
}

extension TurnID: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("conversation", conversation)
            $0.member("number", number)
            $0.member("lines", lines)
        }
    }
}

extension Reading: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("candidates", candidates)
            $0.sparse("also", also)
            $0.member("thresholds") {
                $0.member("answer", thresholds.answer)
                $0.member("clarify", thresholds.clarify)
            }
            $0.member("revision", revision)
            $0.sparse("products", products)
            $0.member("readAs", readAs)
        }
    }
}

extension Reading.Candidate: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("confidence", confidence)
            $0.member("language", language)
            $0.member("nearest", nearest)
            $0.member("place", place)
        }
    }
}

extension Reading.Place: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("file", file)
            $0.member("line", line)
        }
    }
}

extension Reading.ReadAs: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("question", question)
            $0.member("product", product)
            $0.member("text", text)
        }
    }
}

extension Settlement: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("delivery", delivery)
            $0.member("conversation", conversation)
            $0.member("outcome", outcome)
        }
    }
}

extension Outcome: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            switch self {
            case .delivered(let receipt): $0.member("delivered") { $0.member("_0", receipt) }
            case .maybeDelivered: $0.member("maybeDelivered") { _ in }
            case .failed(let reason): $0.member("failed") { $0.member("reason", reason) }
            case .expired: $0.member("expired") { _ in }
            case .withdrawn: $0.member("withdrawn") { _ in }
            }
        }
    }
}

extension Receipt: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("remoteID", remoteID)
            $0.member("room", room)
            $0.sparse("isShared", isShared)
        }
    }
}
