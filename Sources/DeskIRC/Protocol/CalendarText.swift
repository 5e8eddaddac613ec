import DeskCore

extension Timestamp {
    /// As IRCv3 server-time writes it.
    var serverTime: String { iso8601 }

    /// `12:00`, in UTC.
    var clockUTC: String { String(iso8601.dropFirst(11).prefix(5)) }
}
