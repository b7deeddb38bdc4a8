import Dialog
import Platform

extension Call {
    /// What the call is, in log lines and lists: LiveTex's method, or the type of the platform's event.
    public var name: String {
        switch self {
        case .liveTex(.sendText): "sendText"
        case .liveTex(.sendFile): "sendFile"
        case .liveTex(.checkOperators): "getDestinations"
        case .liveTex(.select): "selectDestination"
        case .liveTex(.reselect): "selectDestination again"
        case .platform(let call): call.kind.type
        }
    }
}
