import DeskCore

// Members in the order in which they are declared, as the compiler would write them.

extension Address: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("gateway", gateway)
            $0.member("room", room)
        }
    }
}

extension Person: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("name", name)
            $0.member("isLasting", isLasting)
            $0.member("language", language)
            $0.member("conversation", conversation)
            $0.member("lastConversation", lastConversation)
            $0.sparse("rooms", rooms)
        }
    }
}

extension Conversation: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("person", person)
            $0.member("phase", phase)
            $0.member("replyTo", replyTo)
            $0.member("aside", aside)
            $0.sparse("lineCount", lineCount)
            $0.sparse("deliveryCount", deliveryCount)
            $0.sparse("turnCount", turnCount)
            $0.member("turn", turn)
            $0.member("asked", asked)
            $0.member("answeredLineAt", answeredLineAt)
            $0.sparse("choices", choices)
            $0.sparse("chosenFrom", chosenFrom)
            $0.member("lastAnswer", lastAnswer)
            $0.member("lastTitle", lastTitle)
            $0.member("grounds", grounds)
            $0.sparse("products", products)
            $0.sparse("earlierAnswers", earlierAnswers)
            $0.sparse("rest", rest)
            $0.sparse("misses", misses)
            $0.sparse("hasMissed", hasMissed)
            $0.sparse("isGreeted", isGreeted)
            $0.sparse("isAskedToRate", isAskedToRate)
            $0.sparse("awaitsRating", awaitsRating)
            $0.sparse("isToldNoted", isToldNoted)
            $0.member("rating", rating)
            $0.sparse("files", files)
            $0.sparse("edits", edits)
            $0.member("lastActivity", lastActivity)
            $0.sparse("owed", owed)
        }
    }
}

extension Conversation.Phase: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            switch self {
            case .answering: $0.member("answering") { _ in }
            case .waiting(let number): $0.member("waiting") { $0.member("_0", number) }
            case .assisted(let number, let agent):
                $0.member("assisted") {
                    $0.member("_0", number)
                    $0.member("by", agent)
                }
            case .closing(let number): $0.member("closing") { $0.member("_0", number) }
            case .closed: $0.member("closed") { _ in }
            }
        }
    }
}

extension Conversation.OpenTurn: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("lines", lines)
            $0.member("arrivals", arrivals)
            $0.member("lastLineAt", lastLineAt)
            $0.member("causedBy", causedBy)
            $0.sparse("isContinuation", isContinuation)
            $0.sparse("isPaced", isPaced)
            $0.sparse("rereads", rereads)
            $0.sparse("isOverheard", isOverheard)
            $0.member("reading", reading)
        }
    }
}

extension Conversation.Asked: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("lines", lines)
            $0.member("arrivals", arrivals)
            $0.member("own", own)
            $0.sparse("isAnswered", isAnswered)
        }
    }
}

extension Conversation.Choice: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("title", title)
            $0.member("revision", revision)
            $0.member("confidence", confidence)
        }
    }
}

extension Conversation.Edit: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("original", original)
            $0.member("edit", edit)
        }
    }
}

extension Conversation.SentFile: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("arrival", arrival)
            $0.member("room", room)
        }
    }
}

extension Conversation.Page: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("prose", prose)
            $0.member("language", language)
            $0.member("source", source)
        }
    }
}

extension Conversation.Owed: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("to", to)
        }
    }
}
