public import DeskCore

/// What is said over the control socket: one JSON object a line, both ways.
public enum ControlRequest: Codable, Sendable {
    /// A letter to the desk; answered by `done` once it is durable.
    case loginSet(Login)
    case loginRemove(String)
    case agentLink(AgentID, PersonID)
    case agentUnlink(AgentID, PersonID)
    /// Has the content folder looked at now; answered by `live` or `contentRefused` once that is decided.
    case reload
    /// Begins a conversation as a customer; from then on this connection is one.
    case chat(name: String)
    case say(String)
}

public enum ControlReply: Codable, Sendable {
    case done
    case refused(String)
    /// The desk speaks from this state of the content folder.
    case live(Revision, articles: Int, intents: Int)
    /// The content folder has so many errors, of which these are the first; the desk goes on with what it had.
    case contentRefused(errors: [String], count: Int)
    /// Something said to the customer.
    case said(speaker: String, text: String)
}
