import DeskCore

/// What one file, or one section of a page, says about one entry in one language.
struct Piece {
    let id: ContentID
    let name: SourceName
    let variant: Variant
    let metadata: Metadata
    /// A section of a page, and whether its heading names its id.
    let section: Section?

    enum Section { case named, unnamed }
}

/// A day by which somebody should look at a file again.
struct Review {
    /// ISO 8601.
    let date: String
    let file: String
    let line: Int
    let column: Int
}

/// The keys of a front matter that hold for all languages of an entry.
struct Metadata: Equatable {
    static let keys = ["action", "owner", "products", "related", "review_by", "status"]

    struct Related: Equatable {
        let id: ContentID
        let line: Int
        let column: Int
    }

    var action: IntentAction?
    var status: Entry.Status = .live
    var products: [String] = []
    var related: [Related] = []
    var owner: String?
    var reviewBy: String?
    /// As typed, to compare a variant's with the original's.
    var typed: [String: FrontMatter.Field] = [:]
}
