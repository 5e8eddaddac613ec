import Testing

@testable import DeskMatrix

/// Client-server API, "Syncing".
@Suite struct SyncResponseTests {
    private static let me = "@desk:x"

    private func read(_ text: String) throws -> SyncResponse {
        try SyncResponse(try JSON(reading: Array(text.utf8)), me: Self.me)
    }

    private func event(_ id: String, _ more: String = "") -> String {
        #"{"event_id":"\#(id)","type":"m.room.message","sender":"@max:x","origin_server_ts":1,"content":{"body":"b"}\#(more)}"#
    }

    @Test func `reads rooms`() throws {
        let response = try read(
            """
            {"next_batch":"s2","rooms":{
              "join":{"!a:x":{"timeline":{"limited":true,"prev_batch":"p1","events":[\(event("$1")),\(event("$2"))]},
                "state":{"events":[{"event_id":"$0","type":"m.room.encryption","sender":"@max:x","state_key":"","content":{}}]},
                "summary":{"m.joined_member_count":3}}},
              "leave":{"!l":{}},
              "invite":{"!i":{"invite_state":{"events":[
                {"type":"m.room.encryption","sender":"@max:x","state_key":"","content":{"algorithm":"a"}},
                {"type":"m.room.member","sender":"@other:x","state_key":"@other:x","content":{"membership":"join"}},
                {"type":"m.room.member","sender":"@max:x","state_key":"@desk:x","content":{"membership":"invite","is_direct":true}}]}}}}}
            """)
        #expect(response.next == "s2")
        let room = try #require(response.joined["!a:x"])
        #expect(room.isLimited && room.previous == "p1" && room.others == 2)
        #expect(room.events.map(\.id) == ["$1", "$2"])
        #expect(room.state.map(\.type) == ["m.room.encryption"])
        #expect(response.left == ["!l"])
        #expect(
            response.invited["!i"] == SyncResponse.Invited(inviter: "@max:x", isDirect: true, isEncrypted: true))
    }

    /// What one user or one server got wrong hides nothing else.
    @Test func `reads what it can of what is odd`() throws {
        let response = try read(
            """
            {"next_batch":"s","rooms":{"join":{
              "!a":{"timeline":{"events":[7,{"event_id":5},{"type":"m.x"},\(event("$1")),{"event_id":"$2","type":"m.x","sender":"@a:x","content":"text","origin_server_ts":"soon"}]}},
              "!b":[],"!c":{"timeline":"x"}},"invite":{"!d":7},"leave":"none"}}
            """)
        #expect(response.joined["!a"]?.events.map(\.id) == ["$1", "$2"])
        #expect(response.joined["!b"]?.events.isEmpty == true)
        #expect(response.invited["!d"] == SyncResponse.Invited())
        #expect(response.left.isEmpty)
    }

    @Test(arguments: ["{}", "[]", #"{"next_batch":7}"#, #"{"errcode":"M_UNKNOWN"}"#])
    func `knows what is no sync`(text: String) {
        #expect(throws: SyncResponse.NotASync.self) { try read(text) }
    }

    @Test func `reads history`() throws {
        let page = HistoryResponse(
            try JSON(reading: Array(#"{"chunk":[\#(event("$2")),\#(event("$1"))],"end":"t"}"#.utf8)))
        #expect(page.events.map(\.id) == ["$2", "$1"])
        #expect(page.end == "t")
        #expect(HistoryResponse([:]).end == nil)
    }
}
