#!/bin/bash
# The entry point of a function of Yandex Cloud's Bash runtime: the gateway's request comes on standard input, and what
# goes to standard output is the reply.
exec "${LIVETEX_HOOK:-$(dirname "$0")/livetex-hook}" --as yandex-functions
