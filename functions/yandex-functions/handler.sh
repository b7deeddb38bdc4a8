#!/bin/bash
# The entry point of a function of Yandex Cloud's Bash runtime. Standard input has the gateway's request; standard output
# is the reply.
exec "${LIVETEX_HOOK:-$(dirname "$0")/livetex-hook}" --as yandex-functions
