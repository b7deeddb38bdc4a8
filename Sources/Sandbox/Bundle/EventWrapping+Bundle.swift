import ChannelBundle

extension EventWrapping {
    /// What a binding's configuration asks for.
    init(_ platform: PlatformEndpoint) {
        switch platform.bodyForm {
        case .envelope: self = .none
        case .scriptRequestParams: self = .scriptRequestParams
        case .job: self = .job(script: platform.scriptCode ?? "")
        }
    }
}
