import DeskCore
import Logging

/// What a session wants done.
enum NetworkAction: Equatable, Sendable {
    case send(IRCMessage)
    /// The connection ends, after what was sent before.
    case close(reason: String)
    /// It ends, and the next one is over TLS at this port, whatever was configured.
    case upgrade(port: Int)
    /// To be answered with `settled`.
    case accept(Arrival)
    /// To be answered with `derived`.
    case derive(password: String, ScramClient.Work)
    /// To be answered with `remembered`.
    case remember(shard: Int, text: String)
    /// The network is only to be reached over TLS from here on; with none, as configured.
    case keepPolicy(STSPolicy?)
    /// The instant up to which everything was heard, for catching up after an absence.
    case rememberTime(Timestamp)
    /// The desk is on the network, under that nick.
    case online(nick: String)
    case log(Logger.Level, String)
    /// More may be read.
    case resume
}
