#!/usr/bin/env bash
# Compares `livetex-bridge check` of a large configuration with a program that only lets libyaml parse the file
# (Benchmarks/yaml-floor.c). Fails when the check takes three times as long, or 100 MB.
#
#   scripts/bench-check.sh [PROGRAM [BINDINGS]]      default: .build/release/livetex-bridge 10000
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-.build/release/livetex-bridge}
bindings=${2:-10000}
rounds=9
compiler=$(command -v cc || command -v clang || { echo "bench-check: a C compiler is needed" >&2; exit 2; })

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$compiler" -O2 Benchmarks/yaml-floor.c -o "$work/yaml-floor" -lyaml
"$compiler" -O2 Benchmarks/measure.c -o "$work/measure"

awk -v count="$bindings" 'BEGIN {
    print "version: 1\npublic_url: https://bridge.example.com/hooks\nbindings:"
    for (i = 0; i < count; i++) {
        print "  - id: support-" i
        print "    name: LiveTex (Chat Center)"
        print "    token: {env: LIVETEX_TOKEN_" i "}"
        print "    webhook_key: {env: LIVETEX_WEBHOOK_KEY_" i "}"
        print "    headers: {bot: \"🤖 Бот\", lead: \"🙂 Клиент\"}"
        print "    excluded_channels: [umnico, bitrix, jivo, webim, pyrus]"
        print "    group: first"
        print "    api: {version: \"1.2\", url: https://messaging.livetex.ru}"
        print "    bot:"
        print "      url: https://app.metabot24.com/api/v1/bots/" i "/call/livetex"
        print "      token: {env: METABOT_TOKEN}"
        print "      accept_token: {env: BRIDGE_TOKEN}"
        print "      signing_secret: {env: BRIDGE_SIGNING_SECRET}"
        print "    scripts: {no_operators: nobody_there, return: back_to_bot}"
        print "    notices:"
        print "      transferred: Диалог переведён на оператора"
        print "      operator_joined: Оператор {operator} подключился к диалогу"
        print "      returned_to_bot: Оператор вернул диалог боту"
        print "      timeout: Оператор не ответил, диалог возвращён боту"
        print "      cancelled: Клиент вернулся к боту"
        print "    waiting_timeout: 15m"
        print "    retention: 30d"
        print "    allow_private: []"
    }
}' >"$work/channels.yaml"

read -r check check_size floor floor_size < <(
    "$work/measure" "$rounds" "$program" check "$work/channels.yaml" -- "$work/yaml-floor" "$work/channels.yaml")
awk -v count="$bindings" -v bytes="$(stat -c %s "$work/channels.yaml")" -v check="$check" -v check_size="$check_size" \
    -v floor="$floor" -v floor_size="$floor_size" 'BEGIN {
    printf "check of %d bindings (%.1f MB), the least of several alternating runs:\n", count, bytes / 1e6
    printf "  livetex-bridge check   %7.1f ms  %6.1f MB\n", check / 1000, check_size * 1.024 / 1000
    printf "  libyaml alone          %7.1f ms  %6.1f MB\n", floor / 1000, floor_size * 1.024 / 1000
    printf "  ratio %.2f (less than 3), memory %s 100 MB\n", check / floor, check_size * 1024 < 100e6 ? "below" : "ABOVE"
    exit check / floor >= 3 || check_size * 1024 >= 100e6
}'
