extension MetricDeclaration {
    /// Every metric there is. `docs/operating` has the same list, with what to alarm on, and a test compares them.
    public static let all: [MetricDeclaration] =
        desk + cases + deliveries + sockets + content + process

    private static let desk = [
        MetricDeclaration(
            "rapport_build_info", .gauge, .given("version"), help: "Always 1; the version of the program is its label"),
        MetricDeclaration(
            "rapport_healthy", .gauge, help: "1 while the desk takes letters as /health says it, else 0"),
        MetricDeclaration(
            "rapport_mailbox_letters", .gauge, help: "Letters that wait to be decided, of at most 1024 from outside"),
        MetricDeclaration(
            "rapport_mailbox_senders_waiting", .gauge,
            help: "Senders who wait at the door because the mailbox is full"),
        MetricDeclaration(
            "rapport_arrivals_total", .counter, .closed("result", "new", "repeated"),
            help: "Things that happened on a network; repeated ones were known and changed nothing"),
        MetricDeclaration(
            "rapport_commit_seconds", .latency, help: "Time from handing a commit to the store to its being on the disk"
        ),
        MetricDeclaration("rapport_commit_transitions", .batch, help: "Steps of the desk that shared a commit"),
        MetricDeclaration(
            "rapport_answers_total", .counter,
            .closed("decision", "answer", "clarify", "miss", "hand_over", "reply"),
            help: "What the desk said to a customer's words, by what it decided"),
        MetricDeclaration("rapport_reading_seconds", .latency, help: "Time in which the matcher read one turn"),
        MetricDeclaration("rapport_turns_unread", .gauge, help: "Turns that wait for the matcher"),
    ]

    private static let cases = [
        MetricDeclaration(
            "rapport_conversations_open", .gauge, help: "Conversations that are open, with the bot or with an agent"),
        MetricDeclaration("rapport_cases_waiting", .gauge, help: "Customers in line for a person"),
        MetricDeclaration(
            "rapport_cases_overdue", .gauge, help: "Customers in line whose first reply was due before now"),
        MetricDeclaration("rapport_cases_taken", .gauge, help: "Cases that an agent has taken and not ended"),
        MetricDeclaration(
            "rapport_case_oldest_wait_seconds", .gauge, help: "How long the longest wait in line has lasted so far"),
        MetricDeclaration(
            "rapport_case_wait_seconds", .patience, .closed("end", "taken", "left"),
            help: "How long customers were in line, by how it ended"),
    ]

    private static let deliveries = [
        MetricDeclaration(
            "rapport_gateway_up", .gauge, .given("gateway"), help: "1 while the gateway listens, else 0"),
        MetricDeclaration(
            "rapport_gateway_restarts_total", .counter, .given("gateway"),
            help: "How often the gateway ended by itself and was started again"),
        MetricDeclaration(
            "rapport_delivery_seconds", .latency, .given("gateway"),
            .closed("outcome", "delivered", "maybe_delivered", "failed", "expired", "withdrawn"),
            help: "Time from the commit that promised a delivery, or from the receiver's return, to its end"),
        MetricDeclaration(
            "rapport_delivery_retries_total", .counter, .given("gateway"),
            .closed("reason", "later", "absent", "unknown"),
            help: "Attempts that did not end a delivery, by what the network said"),
        MetricDeclaration(
            "rapport_deliveries_pending", .gauge, .given("gateway"),
            .closed("state", "waiting", "under_way", "away"),
            help: "Deliveries in the outbox: in line, being made, or kept for a receiver who is away"),
    ]

    private static let sockets = [
        MetricDeclaration(
            "rapport_connections", .gauge, .given("gateway"), .closed("state", "registered", "registering"),
            help: "Connections, by whether they said who they are"),
        MetricDeclaration(
            "rapport_connections_total", .counter, .given("gateway"), help: "Connections that were taken"),
        MetricDeclaration(
            "rapport_connection_drops_total", .counter, .given("gateway"),
            .closed(
                "reason", "full", "address", "registering", "registration", "silent", "send_queue", "stalled",
                "guessing", "too_long"),
            help: "Connections that were refused or ended by the gateway, by why"),
        MetricDeclaration("rapport_lines_total", .counter, .given("gateway"), help: "Lines that clients sent"),
    ]

    private static let content = [
        MetricDeclaration(
            "rapport_content_reloads_total", .counter, .closed("result", "live", "unchanged", "refused"),
            help: "Looks at the content folder, by what came of them"),
        MetricDeclaration(
            "rapport_content_refused", .gauge,
            help: "1 while the content folder has errors and the desk goes on with what it had, else 0"),
    ]

    /// Named and worded as Prometheus's own clients do it, so that everybody's dashboards know them.
    private static let process = [
        MetricDeclaration(
            "process_cpu_seconds_total", .counter, help: "Total user and system CPU time spent in seconds"),
        MetricDeclaration("process_max_fds", .gauge, help: "Maximum number of open file descriptors"),
        MetricDeclaration("process_open_fds", .gauge, help: "Number of open file descriptors"),
        MetricDeclaration("process_resident_memory_bytes", .gauge, help: "Resident memory size in bytes"),
        MetricDeclaration(
            "process_start_time_seconds", .gauge, help: "Start time of the process since unix epoch in seconds"),
        MetricDeclaration("process_virtual_memory_bytes", .gauge, help: "Virtual memory size in bytes"),
    ]
}
