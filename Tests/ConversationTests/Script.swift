import DeskCore

/// A conversation as a page tells it: what people do, and after each of it what everybody hears.
struct Script: Equatable {
    var beats: [Beat]

    /// Customers, in the order in which they first do something: words to the first one are not addressed.
    var customers: [String] {
        beats.compactMap(\.deed.who).filter { !Cast.isAgent($0) }.reduce(into: []) { names, name in
            if !names.contains(name) { names.append(name) }
        }
    }

    /// The customers who log in somewhere, and so need a login.
    var logins: [String] {
        customers.filter { name in beats.contains { $0.deed == .logsIn(name) } }
    }

    var lines: [String] { beats.flatMap { $0.told + $0.heard } }
}

/// One thing that somebody does, or time that passes, and what is heard until everything is quiet again.
struct Beat: Equatable {
    let deed: Deed
    /// The deed as the page has it, with the empty lines before it.
    let told: [String]
    /// The deed's line in the file.
    let line: Int
    var heard: [String] = []
}

enum Deed: Equatable {
    /// Lines sent one right after another; nil is the private chat with the desk.
    case says(String, room: String?, [String])
    /// Connects as a guest, as somebody new to the network.
    case comesBack(String)
    /// Connects with their login.
    case logsIn(String)
    case joins(String, room: String)
    case leaves(String)
    case passes(Duration)
    /// A content writer saves the file with this answer below its front matter.
    case rewrites(file: String, String)

    var who: String? {
        switch self {
        case .says(let who, _, _), .comesBack(let who), .logsIn(let who), .joins(let who, _),
            .leaves(let who):
            who
        case .passes, .rewrites: nil
        }
    }
}

/// Who is who by name alone, so that a page needs no list of persons.
enum Cast {
    static let desk = "support"
    static let agents = ["kim", "lee"]
    static func isAgent(_ name: String) -> Bool { agents.contains(name) }
}
