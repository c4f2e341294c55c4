#!/bin/sh
# Makes deploy/secrets: a token for the gateway, and the key of the exchange account as you type it in.
# Files that are there already are left as they are.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets

random() { head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }

if [ ! -e secrets/gateway_tokens ]; then
  token=$(random)
  printf 'me:%s:read+trade+admin\n' "$token" > secrets/gateway_tokens
  echo "Your token, shown once: $token"
fi
[ -e secrets/grafana_password ] || random > secrets/grafana_password

ask() { # ask <file> <question>
  [ ! -e "secrets/$1" ] || return 0
  printf '%s (empty for none): ' "$2"
  if [ -t 0 ]; then stty -echo; fi
  IFS= read -r value || value=''
  if [ -t 0 ]; then stty echo; echo; fi
  printf '%s' "$value" > "secrets/$1"
}
ask binance_api_key 'Binance API key'
ask binance_api_secret 'Binance API secret'
# the containers run as user 1000, and only they and you are to read these
chmod 700 secrets
chown -R 1000 secrets 2>/dev/null || echo 'Run once with sudo, or: sudo chown -R 1000 deploy/secrets'
