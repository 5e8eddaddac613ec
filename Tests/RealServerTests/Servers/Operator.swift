import ProgramKit

/// Somebody who may link servers and split them.
struct Operator {
    private let visitor: Visitor

    init(on server: InspIRCd) throws {
        visitor = try Visitor(.guest("oper"), on: server.port).welcomed()
        visitor.send(InspIRCd.oath)
        try visitor.must("the office") { $0.command == "381" }
        visitor.send("MODE oper +s +*")
        try visitor.must("the news of servers") { $0.command == "MODE" && $0.params.contains("+s") }
    }

    func connect(to other: InspIRCd) throws {
        visitor.forget()
        visitor.send("CONNECT \(other.name)")
        try visitor.must("\(other.name)") { Self.plain($0).contains("Received end of netburst from \(other.name)") }
    }

    func split(from other: InspIRCd) throws {
        visitor.forget()
        visitor.send("SQUIT \(other.name) :a test")
        try visitor.must("the end of \(other.name)") { Self.plain($0).contains("Netsplit complete") }
    }

    /// Names are bold in what operators are told.
    private static func plain(_ line: WireLine) -> String { line.text.filter { $0 != "\u{2}" } }
}
