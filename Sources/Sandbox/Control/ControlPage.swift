/// The sandbox's page: what the lead and the operators see of a dialog, fields to write in for both, and every call.
///
/// It uses ``ControlInterface`` and loads nothing from other sites.
enum ControlPage {
    static let html = #"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>livetex-sandbox</title>
        <style>
          body { font: 15px/1.4 system-ui, sans-serif; margin: 1rem; color: #222; }
          h1 { font-size: 1.1rem } h2 { font-size: 1rem; margin: 0 0 .5rem }
          main { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem }
          section { border: 1px solid #ccc; border-radius: 6px; padding: .7rem }
          .lines { min-height: 12rem; white-space: pre-wrap }
          .lines p { margin: .2rem 0 } .lines b { color: #06c } .system { color: #777; font-style: italic }
          form, .row { display: flex; gap: .4rem; margin-top: .4rem; flex-wrap: wrap } input[type=text] { flex: 1 }
          pre { font-size: 12px; white-space: pre-wrap; border-top: 1px solid #ccc; padding-top: .5rem }
          #problem { color: #b00 }
        </style>
        <h1>livetex-sandbox</h1>
        <div class="row">
          <label>binding <select id="binding"></select></label>
          <label>lead <input id="lead" value="30400" size="12"></label>
          <label>channel <input id="channel" value="telegram" size="10"></label>
          <span id="problem"></span>
        </div>
        <main>
          <section><h2>What the lead sees</h2><div class="lines" id="leadLines"></div>
            <form data-act="lead"><input type="text" aria-label="text of the lead"><button>lead writes</button></form>
            <form data-act="bot"><input type="text" aria-label="text of the bot"><button>bot writes</button></form>
            <div class="row"><button data-act="check">check operators</button><button data-act="transfer">transfer</button>
              <button data-act="cancel">take back</button></div>
          </section>
          <section><h2>What operators see in LiveTex</h2><div class="lines" id="operatorLines"></div>
            <form data-act="says"><input id="operator" value="Анна" size="8" aria-label="operator">
              <input type="text" aria-label="text of the operator"><button>writes</button></form>
            <div class="row"><button data-act="online">online</button><button data-act="offline">offline</button>
              <button data-act="reads">reads</button><button data-act="take">takes over</button>
              <button data-act="closes">closes</button></div>
          </section>
        </main>
        <h2>Calls</h2><pre id="journal"></pre>
        <script>
          const $ = id => document.getElementById(id);
          const lead = () => ({ id: /^\d+$/.test($("lead").value) ? Number($("lead").value) : $("lead").value,
                                bot_id: 49, channel: $("channel").value });
          const user = () => "49:" + $("lead").value;
          let seen = 0, messages = 0;
          async function call(path, body) {
            const options = body && { method: "POST", headers: { "Content-Type": "application/json" },
                                      body: JSON.stringify({ binding: $("binding").value, ...body }) };
            const answer = await (await fetch("/sandbox" + path, options)).json();
            $("problem").textContent = answer.error ?? "";
            return answer;
          }
          const event = (type, data) => call("/event", { type, lead: lead(), data });
          const message = text => ({ message: { id: "page-" + Date.now() + "-" + ++messages, text } });
          const by = (path, more) => call("/operator/" + path, { operator: $("operator").value, user: user(), ...more });
          const acts = {
            lead: text => event("lead.message", message(text)), bot: text => event("bot.message", message(text)),
            check: () => event("operators.check", {}), transfer: () => event("transfer.request", {}),
            cancel: () => event("transfer.cancel", { by: "lead" }), says: text => by("says", { text }),
            online: () => by("online", { online: true }), offline: () => by("online", { online: false }),
            reads: () => by("reads"), closes: () => by("closes"),
            take: () => call("/transfers", { user: user(), to: $("operator").value }),
          };
          for (const form of document.querySelectorAll("form")) form.addEventListener("submit", async e => {
            e.preventDefault();
            const input = form.querySelector("input[type=text]");
            if (input.value) { const text = input.value; input.value = ""; await acts[form.dataset.act](text); refresh(); }
          });
          for (const button of document.querySelectorAll("button[data-act]"))
            button.addEventListener("click", async () => { await acts[button.dataset.act](); refresh(); });
          function show(target, lines) {
            target.replaceChildren(...(lines ?? []).map(line => {
              const row = document.createElement("p"), who = document.createElement("b");
              who.textContent = line.speaker == "system" ? "" : (line.name ?? line.speaker) + ": ";
              row.className = line.speaker;
              row.append(who, line.text);
              return row;
            }));
          }
          async function refresh() {
            const query = "?binding=" + encodeURIComponent($("binding").value);
            const dialogs = await (await fetch("/sandbox/dialogs" + query)).json();
            const key = "49:" + JSON.stringify(lead().id);
            show($("leadLines"), dialogs.leads_see[key]);
            show($("operatorLines"), dialogs.operators_see[user()]);
            const entries = await (await fetch("/sandbox/journal?since=" + seen)).json();
            const finished = entries.findIndex(entry => entry.status === undefined && entry.failure === undefined);
            const fresh = finished < 0 ? entries : entries.slice(0, finished);
            seen += fresh.length;
            for (const e of fresh) $("journal").textContent +=
              `${e.number} ${e.kind} ${e.name} ${JSON.stringify(e.request)} -> ${e.status ?? e.failure} ${JSON.stringify(e.answer) ?? ""}\n`;
          }
          (async () => {
            const description = await call("");
            for (const id of description.bindings) $("binding").add(new Option(id));
            setInterval(refresh, 1000);
            refresh();
          })();
        </script>
        </html>
        """#
}
