import DeskCore
import Foundation
import TestKit
import Testing

@testable import DeskMatrix

/// Files that customers send, and that agents are shown.
@Suite(.timeLimit(.minutes(3))) struct FileTests {
    private static let bytes = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 * 7) }

    private static func play(
        _ settings: ScriptedHomeserver.Settings = .init(),
        _ body: @Sendable @escaping (MatrixWorld, String) async throws -> Void
    ) async throws {
        try await MatrixWorld.play(settings) { world in
            try await world.run {
                try await world.untilThere()
                try await body(world, try await world.meet(world.ann, isOpaque: true))
            }
        }
    }

    private static func send(_ url: String, more: String = "", _ world: MatrixWorld, in room: String) throws
        -> ArrivalID
    {
        let event = try world.ann.send(
            "m.room.message",
            #"{"msgtype":"m.image","body":"cat.png",\#(more)"url":"\#(url)","info":{"mimetype":"image/png","size":70000}}"#,
            in: room)
        return ArrivalID("matrix:" + event)
    }

    @Test(arguments: [true, false]) func `are fetched`(isOfLate: Bool) async throws {
        var settings = ScriptedHomeserver.Settings()
        settings.hasMediaOfLate = isOfLate
        try await Self.play(settings) { world, room in
            let place = world.server.keep(Self.bytes, type: "image/png; charset=x")
            let id = try Self.send(place, world, in: room)
            try await world.untilSaid(["[image] cat.png (image/png, 70 kB)"])
            #expect(await world.inbox.arrivals.last?.hasFile == true)
            let file = try await world.gateway.fetch(id, in: world.address(room), most: 70_000)
            #expect(file == RemoteFile(name: "cat.png", type: "image/png", bytes: Self.bytes))
            let asked = try #require(world.server.requests("GET", "/download/").last)
            #expect(asked.token != nil && asked.path.hasPrefix("/_matrix/client/v1/") == isOfLate)
        }
    }

    @Test func `that are too large are not read to their end`() async throws {
        try await Self.play { world, room in
            let place = world.server.keep(Self.bytes, type: "image/png")
            // Whatever the message says of it.
            let event = try world.ann.send(
                "m.room.message", #"{"msgtype":"m.file","body":"x","url":"\#(place)","info":{"size":10}}"#, in: room)
            try await world.untilSaid(["[file] x (10 bytes)"])
            await #expect(throws: FileError(reason: "it is larger than 69 kB")) {
                try await world.gateway.fetch(ArrivalID("matrix:" + event), in: world.address(room), most: 69_000)
            }
            let id = try Self.send(place, world, in: room)
            await #expect(throws: FileError(reason: "it is larger than 69 kB")) {
                try await world.gateway.fetch(id, in: world.address(room), most: 69_000)
            }
            #expect(world.server.requests("GET", "/download/").count == 1)
        }
    }

    @Test func `that are not there are told`() async throws {
        try await Self.play { world, room in
            let ids = [
                try Self.send("mxc://localhost/nothing", world, in: room),
                try Self.send("mxc://localhost/../../secret", world, in: room),
                try Self.send("mxc://localhost/x", more: #""file":{},"#, world, in: room),
                "matrix:$nothing", "irc:1",
            ]
            for id in ids {
                await #expect(throws: FileError.self) {
                    try await world.gateway.fetch(id, in: world.address(room), most: 1000)
                }
            }
            let place = world.server.keep(Self.bytes, type: "image/png")
            let id = try Self.send(place, world, in: room)
            try world.ann.redact(String(id.rawValue.dropFirst(7)), in: room)
            await #expect(throws: FileError(reason: "it was taken back")) {
                try await world.gateway.fetch(id, in: world.address(room), most: 100_000)
            }
        }
    }

    @Test func `are shown to agents`() async throws {
        try await Self.play { world, room in
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                "file-\(UInt64.random(in: 0 ... .max))")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let path = folder.appendingPathComponent("cat.png").path
            try Data(Self.bytes).write(to: URL(fileURLWithPath: path))
            func delivery(_ id: String, _ type: String, _ path: String) -> Delivery {
                let file = FetchedFile(name: "cat.png", type: type, bytes: Self.bytes.count, path: path)
                return Delivery(id: DeliveryID(id), to: world.address(room), act: .file(file), lane: .agent)
            }
            for _ in 0..<2 { try await world.deliver(delivery("d1", "image/png", path)) }
            let sent = world.desk.sent(in: room)
            try #require(sent.count == 1)
            #expect(sent[0].content["msgtype"] == "m.image" && sent[0].content["body"] == "cat.png")
            #expect(sent[0].content["info"] == ["mimetype": "image/png", "size": 70_000])
            let media = try #require(world.server.media(sent[0].content["url"]?.string ?? ""))
            #expect(media.type == "image/png" && media.bytes == Self.bytes)
            try await world.deliver(delivery("d2", "no type\nat all", path))
            #expect(world.desk.sent(in: room).last?.content["msgtype"] == "m.file")
            // What the server does not take, and what is not there any more.
            world.server.settings { $0.mostUpload = 10 }
            try await world.deliver(delivery("d3", "image/png", path))
            try await world.deliver(delivery("d4", "image/png", path + "x"))
            let words = "cat.png (image/png, 70 kB) is in \(path)"
            #expect(world.desk.said(in: room).suffix(2) == [words, words + "x"])
        }
    }
}
