extension RandomAccessCollection {
    /// The first index whose element has a property that all later elements have too, by bisection; the end index when none
    /// has it.
    @inlinable
    public func firstIndex(sortedBy hasProperty: (Element) -> Bool) -> Index {
        var (start, count) = (startIndex, count)
        while count > 0 {
            let middle = index(start, offsetBy: count / 2)
            if hasProperty(self[middle]) {
                count /= 2
            } else {
                start = index(after: middle)
                count -= count / 2 + 1
            }
        }
        return start
    }
}
