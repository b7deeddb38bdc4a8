/// The function platforms that `livetex-hook --as NAME` knows.
public enum FunctionPlatform: String, Sendable, CaseIterable {
    case awsLambda = "aws-lambda"
    case openFaaS = "openfaas"
    case yandexFunctions = "yandex-functions"

    /// How the platform calls.
    public func convention(_ environment: [String: String]) -> any CallingConvention {
        switch self {
        case .awsLambda: AWSLambdaCall()
        case .openFaaS: OpenFaaSCall(environment)
        case .yandexFunctions: YandexFunctionCall()
        }
    }
}
