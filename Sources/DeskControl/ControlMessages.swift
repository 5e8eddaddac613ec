public import DeskCore

/// What is said over the control socket: one JSON object a line, both ways.
public enum ControlRequest: Codable, Sendable {
    /// A letter to the desk; answered by `done` once it is durable.
    case loginSet(Login)
    case loginRemove(String)
    case agentLink(AgentID, PersonID)
    /// Begins a conversation as a customer; from then on this connection is one.
    case chat(name: String)
    case say(String)
}

public enum ControlReply: Codable, Sendable {
    case done
    case refused(String)
    /// Something said to the customer.
    case said(speaker: String, text: String)
}
