extension String {
    /// The text, or its beginning and `…` where it has more Unicode code points than that. It is for what other programs send
    /// and people read: in a reply, a log line or a message.
    public func excerpt(_ length: Int) -> String {
        let scalars = unicodeScalars
        guard let end = scalars.index(startIndex, offsetBy: length, limitedBy: endIndex), end < endIndex else {
            return self
        }
        return String(scalars[..<end]) + "…"
    }
}
