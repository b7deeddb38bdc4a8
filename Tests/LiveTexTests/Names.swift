import Dialog

/// The core's attachment; Testing has a type of the same name.
typealias OperatorFile = Attachment
typealias FileKind = Attachment.Kind
