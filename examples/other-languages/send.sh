#!/bin/sh
# Sends one mail. The pair comes from the environment, where `mailjet-secrets exec` puts it.
set -eu

# SandboxMode: Mailjet checks the mail, and delivers nothing.
mail='{"SandboxMode": true, "Messages": [{
  "From": {"Email": "'"${MAIL_FROM:-shop@example.com}"'"},
  "To": [{"Email": "'"${MAIL_TO:-ann@example.org}"'"}],
  "Subject": "Hello", "TextPart": "Hello from a shell"
}]}'

# By --user the pair would stand in the list of processes, which everybody can read. printf is part of the shell.
printf 'user = "%s:%s"\n' "$MJ_APIKEY_PUBLIC" "$MJ_APIKEY_PRIVATE" |
  curl --config - --silent --show-error --fail --max-time 30 --output /dev/null \
    --write-out 'Mailjet answered %{http_code}\n' \
    --header 'Content-Type: application/json' --data "$mail" \
    "https://${MJ_API_HOST:-api.mailjet.com}/v3.1/send"
