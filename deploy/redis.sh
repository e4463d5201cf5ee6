#!/bin/sh
# Starts Redis with the command given after the port, and opens the port once Redis has read what it had
# written to disk. Until then it would refuse each command, and n8n takes that for the failure of an
# execution and overwrites the payload; a port that is closed it tries again.
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
