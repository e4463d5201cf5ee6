#!/bin/sh
# Usage: redis.sh PORT SOCKET COMMAND... Starts Redis with the command, and opens the port once Redis has
# loaded its data from disk. Before that, Redis would reject each command, and n8n would fail the execution
# and overwrite its payload; if the port is closed, n8n retries instead.
set -eu
port=$1
socket=$2
shift 2
(
	until redis-cli -s "$socket" ping 2>/dev/null | grep -q PONG; do
		kill -0 $$ || exit 1
		sleep 0.05
	done
	redis-cli -s "$socket" config set port "$port"
) &
exec "$@" --port 0 --unixsocket "$socket"
