#!/bin/bash
# Whether the service in this container is ready. Where it speaks HTTPS: whether it listens, for this speaks no TLS.
exec 3<>"/dev/tcp/127.0.0.1/${DCAI__HTTP__PORT:-8080}" || exit 1
[ -z "${DCAI__HTTP__CERTIFICATE:-}" ] || exit 0
printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3 && head -n 1 <&3 | grep -q ' 200 '
