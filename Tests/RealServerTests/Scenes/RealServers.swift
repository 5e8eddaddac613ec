import Testing

/// All that is here, one after the other: processes are timed and killed.
@Suite(.serialized) enum RealServers {}
