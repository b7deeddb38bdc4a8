import Diagnostics
import Testing

@testable import ChannelCompiler

/// Secrets in files with many kinds of mistakes: no format shows one.
@Suite struct SecretLeakTests {
    /// Random letters and digits, one with a mark of its kind, letters alone, and capital letters alone.
    static let secrets = ["SECRETMARK1x", "glc_SuperSecret123456", "correcthorsebatterystaple", "QWERTYUIOPASDFGH"]

    /// Replaces `token: {env: LIVETEX_TOKEN}`; `S` is the secret.
    static let inPlaceOfTheToken = [
        "token: S", "token: \"S\"", "token:S", "token:\"S\"", "token=S", "token = S", "token：S", "token — S",
        "token:\u{A0}S", "token:\u{A0}\"S\"", "token S: x", "? token S", "\"token\":\"S\"", "\"token\":\"S\" x",
        "x: {token:S}", "x: {\"token\":\"S\"}", "x: {\"token\":\"S\" \"b\"}", "x: [token:S : y]",
        "LIVETEX_TOKEN=S", "export LIVETEX_TOKEN=S", "authorization: Bearer S", "auth: S", "pwd: S", "pass: S",
        "credentials: {x: S}", "jwt: S", "bearer: S", "токен: S", "пароль: S",
        "headers2: {Authorization: \"Bearer S\"}",
        "token: !S {env: X}", "token: !S", "token: !S!x", "token: *S", "token: &S {env: X}", "token: !<tag:S> x",
        "S: x", "? S", "token: {env: X, S", "token: {env: A} S", "token: {env: A}, S", "token: [{env: A}], S",
        "token: {env: A, \"S-x}", "token: {env: \"S-x\" \"y\"}", "token: {env: S-x", "token: env: S",
        "token: {env: A, S}", "token: {env: \"A: S\"}", "token: {env: LIVETEX_TOKEN=S}",
        "token: {env: LIVETEX_TOKEN, value: S}", "token: {env: LIVETEX_TOKEN:S}", "token: {env: {LIVETEX_TOKEN: S}}",
        "token: {env: LIVETEX_TOKEN: S}", "token: {env: LIVETEX_TOKEN | S}", "token: {file: /run/x, S y: z: a}",
        "token: {env: X Y} # was: S", "token: {env: A} # S\n    token: {env: B}", "token: \"x\" \"S\"",
        "token:\n    S", "token:\n   S", "token:\nS", "token:\n      S\n    x y", "token: \"abc\n    S",
        "token: 'a\n  b: c\n  S' x: y", "token: \"\nS\n\" x", "token: |\n   S", "token: {a: b,\n    S",
        "token: \"a\n      S: \\q\"",
        "token: a\n      k: v\n      S: q", "token: a\n      b: S", "token: abc\n     S: x",
        "token: \"a\n\n\n      S \\q\"",
        "token: |\n      a: b\n      S\n     \tx", "token: |\n      -----BEGIN\n      c: d\n      S\n    x y",
        "token: {\n      value: S\n    x: y", "token:\n      env: A\n      value: S",
        "token:\n      env: A\n      S: b",
        "token:\n      env: A\n      S", "token:\n      env: A\n     value: S",
        "token:\n      value: S\n      x y\n      a: b",
        "webhook_key2: [\n      S,\n      b: c: d ]", "webhook_key: [\n    S,\n    b: c: d ]",
        "webhook_key: [\nS,\n b: c: d ]", "token: \"" + String(repeating: "\n      a", count: 260) + "\n      S \\q\"",
        "token: |\n" + String(repeating: "      a\n", count: 260) + "      S\n   b",
        "api: {url: \"https://u:S@10.0.0.1:x\"}", "api: {url: \"https://user:S/x@host\"}",
        "api: {url: \"https://user:S x@host\"}",
        "api: {url: \"https:/user:S@host\"}", "api: {url: \"https:\\\\\\\\user:S@host\"}", "api: {url: //user:S@host}",
        "api: {url: user:S@host}", "api: {url: 'https://u:a\"bS@x'}", "api: {url: \"https://u:a\\\"bS@x\"}",
        "api: {url: \"https://host/livetex#S\"}", "api: {url: \"https://host/livetex?S\"}",
        "api: {url: \"https://u:a#S@x\"}",
        "api: {url: \"https://u:a?S@x\"}", "api: {url: \"https://u:a@S@x\"}", "api: {url: \"https://x:S@y\"",
        "allow_private: [\"https://u:S@10.0.0.1\"]", "allow_private: [\"u:S@10.0.0.1\"]",
        "token; S", "token @S", "token|S", "token -> S", "token: @S", "token: `S`", "token: %S", "token: \u{1}S",
        "token: [@S]", "webhook_key2: [@S]", "@token: S", "bot2: @S", "name: 7 # S", "# S \u{1}", "- S", "x: !S y",
        "x: &S y", "x: *S", "x: {a: &S [b]}", "name: [S\n    x: \"", "retention: 30d\n      token=S",
        "headers: token=S", "api: token=S", "? {token: S}\n    : S", "<<: {token: S}", "id: two\n    token: S",
        "id: two\n    token: S\n    auth: S", "zzz: {id: a, token: S}", "id: two\n    x: {S: S}",
    ]

    /// What a sound file has, and what is written in its place: most are lines that lost their colon, below another value.
    static let elsewhere = [
        ("id: support", "id: support\n      token S"), ("id: support", "id: 12\n      token S"),
        ("id: support", "id: support\n    name: 2026-11-23 10:00:00\n      token S"),
        ("id: support", "id: support\n    name: x\n      token S"),
        ("id: support", "id: support\n    group: first\n      S"),
        ("id: support", "id: support\n    api: {version: \"1.2\n      S\"}"),
        ("id: support", "id: support\n    waiting_timeout: 15m\n      token S"),
        ("id: support", "id: support\n    allow_private: [\"a b\", x\n      S]"),
        ("id: support", "id: support\n    retention:\n      token S"), ("id: support", "id:\n      S"),
        ("id: support", "id: support\n    scripts: {return:\n      S, transfer: \"\"}"),
        (
            "id: support",
            "id: support\n    notices:\n      operator_joined: |\n        a {operatr}\n        token: S {S"
        ),
        ("[umnico, bitrix, jivo, webim, pyrus]", "umnico\n      token S"),
        ("[umnico, bitrix, jivo, webim, pyrus]", "[umnico\n      S, bitrix]"),
        ("https://app", "\n        token S https://app"),
        ("version: 1\n", "version: 1\n  token S\n"), ("version: 1\n", "version: \"1\n  S\"\n"),
        ("version: 1\n", "version: 1\nchannels: {a: S, S: direct}\n"),
    ]

    /// Whole files.
    static let files = [
        "LIVETEX_TOKEN=S\n", "export LIVETEX_TOKEN=S\n",
        #"{"version":1,"bindings":[{"id":"a","token":"S","name":"x" "y"}]}"#,
        "- {\"token\":\"S\",\"id\":\"x\" \"y\"}\n", "- token: S\n", "S\n", "- S\n", "version: 1\n--- S\n",
        "version: 1\n---\ntoken: S\n",
        "S: [\nversion: 1\n", "<<<<<<< S\nversion: 1\n", "version: 1\ntoken S\nbindings: []\n",
        "bindings:\n  - token=S\n",
        "bindings:\n  token=S\n", "defaults: token=S\n", "bindings: {a: {token: S}, b: S}\n", "%S\nversion: 1\n",
    ]

    /// Every mark that people write in place of the colon, beside every spelling of the key.
    static let separators = [
        "; ", ", ", ". ", "|", "| ", "-> ", "=> ", "=", ":=", " := ", "~ ", "/", " / ", "!", "… ", " — ", "\t", " ",
        ";", "::", ";: ",
    ]
    static let marked = ["token", "TOKEN", "Token", "токен", "\"token\"", "webhook_key", "secret", "пароль"].flatMap {
        key in
        separators.map { "\(key)\($0)S" }
    }

    @Test(arguments: secrets) func noFormatShowsOne(secret: String) throws {
        let sound = Example.sound
        let place = "token: {env: LIVETEX_TOKEN}"
        #expect(sound.contains(place))
        func filled(_ text: String) -> String { text.replacing("S", with: secret) }
        let inPlace = (Self.inPlaceOfTheToken + Self.marked).map { sound.replacing(place, with: filled($0)) }
        let elsewhere = Self.elsewhere.map { place, text in
            #expect(sound.contains(place))
            return sound.replacing(place, with: filled(text))
        }
        for text in inPlace + elsewhere + Self.files.map(filled) {
            let source = SourceText(name: "channels.yaml", bytes: Array(text.utf8))
            let result = ChannelCompiler().compile([source])
            let renderers: [any DiagnosticRenderer] = [
                TextRenderer(), JSONRenderer(), GitHubRenderer(), SARIFRenderer(tool: "t", toolVersion: "1", codes: []),
            ]
            for renderer in renderers {
                let output = renderer.render(result.diagnostics, sources: [source])
                #expect(!output.contains(secret), "\(output)")
            }
        }
    }
}
