import ChannelBundle

/// What `body: job` needs, and what makes sense only with it.
struct JobRule: BindingRule {
    static let page = Page(
        code: "missing-script-code", severity: .error, title: "A job has no script",
        meaning: "With `body: job` the platform runs a script for each event, and the request has to name it.",
        example: Page.botExample("body: job"),
        fix: "Add `script_code` beside it: the code of the script that takes the bridge's events.")
    static let unused = Page(
        code: "unused-script-code", severity: .warning, title: "A script's code is not sent",
        meaning: "Only a job names a script. In the other forms of the body the platform gets the event and no code.",
        example: Page.botExample("script_code: livetex_event"),
        fix: "Write `body: job`, or remove `script_code`.")
    static let acknowledged = Page(
        code: "job-acknowledged-by-id", severity: .warning, title: "A scheduler does not answer with an event's id",
        meaning: """
            With `acknowledge: id` an event counts as delivered only after an answer with its id. A platform that takes \
            jobs answers before the script runs, so it does not know the id, and each event would be sent again and \
            again.
            """,
        example: Page.botExample("body: job\nscript_code: livetex_event\nacknowledge: id"),
        fix: "Remove `acknowledge`, unless the platform's scheduler is known to answer with the id.")

    var pages: [Page] { [Self.page, Self.unused, Self.acknowledged] }

    func check(_ binding: BindingView, _ report: Report) {
        guard binding.isKnown(.botBody), binding.isKnown(.botScriptCode) else { return }
        let body = binding[.botBody]
        let script = binding[.botScriptCode]
        if let body, body.string == PlatformEndpoint.BodyForm.job.rawValue {
            if script == nil, binding.isNew(body, to: Self.page) {
                report.add(
                    Self.page, at: body, "the job has no script", help: "add `script_code` beside it")
            }
            if let word = binding[.botAcknowledge], word.string == PlatformEndpoint.Acknowledgement.id.rawValue,
                binding.isNew(body, word, to: Self.acknowledged)
            {
                report.add(Self.acknowledged, at: word, "a scheduler does not know the event's id when it answers")
            }
        } else if let script, body.map({ PlatformEndpoint.BodyForm(rawValue: $0.string) != nil }) ?? true {
            let isNew =
                body.map { binding.isNew($0, script, to: Self.unused) } ?? binding.isNew(script, to: Self.unused)
            if isNew {
                report.add(
                    Self.unused, at: script, "only a job names a script", help: "write `body: job`, or remove it")
            }
        }
    }
}
