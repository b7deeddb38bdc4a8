import Dialog

/// The core's attachment; Testing has a type of that name too.
typealias OperatorFile = Attachment
typealias FileKind = Attachment.Kind
