#!/bin/sh
# Runs a command of nearside-server as the account of the service: a file that root wrote into the server's folder would keep the server
# from starting.
set -eu

account=nearside
place=/usr/lib/nearside-server
asked="$*"
export MALLOC_ARENA_MAX=1
export NEARSIDE_CONFIG="${NEARSIDE_CONFIG:-/etc/nearside/server.jsonc}"

set -- "$place/node" --max-semi-space-size=2 "$place/bin/nearside-server.js" "$@"
case "$(id -un):${4:-}" in
  "$account":*) exec "$@" ;;
  root:backup | root:restore | root:migrate-to)
    # These open the signing keys, and need the key that wraps them. Only systemd hands that to the account.
    if [ -d /run/systemd/system ] && [ -S /run/dbus/system_bus_socket ]; then
      if [ -n "${DATABASE_URL_TARGET:-}" ]; then
        echo "nearside-server: every account of this machine can read the variables of a systemd unit, so DATABASE_URL_TARGET is not passed on. Name a file of the account $account in PGPASSFILE, and the database as an argument without a password. Nothing was moved." >&2
        exit 78 # sysexits.h EX_CONFIG
      fi
      # systemd begins in the folder where this was typed, and starts nothing if the account may not enter that, such as a home
      setpriv --reuid="$account" --regid="$account" --init-groups -- sh -c 'cd "$PWD"' 2>/dev/null || cd /
      # Ctrl-C ends systemd-run alone, and systemd would continue: a move that was given up would come to its end with the server's next stop.
      unit="nearside-command-$$.service"
      interrupted=false
      trap 'interrupted=true; systemctl --quiet stop "$unit" 2>/dev/null || true' INT TERM HUP
      # the folder of the data may have been moved away before a restore, and only systemd can make it for the account
      systemd-run --quiet --unit="$unit" --collect --wait --pipe --same-dir --property=User="$account" --property=Group="$account" \
        --property=StateDirectory=nearside --property=StateDirectoryMode=0700 --property=UMask=0077 --property=NoNewPrivileges=yes --property='ImportCredential=nearside-*' \
        --setenv=MALLOC_ARENA_MAX --setenv=NEARSIDE_CONFIG ${PGPASSFILE:+--setenv=PGPASSFILE} -- "$@" &
      status=0
      wait $! || status=$?
      # a signal ends the wait before its end
      while kill -0 $! 2>/dev/null; do
        status=0
        wait $! || status=$?
      done
      [ $interrupted = false ] || status=130 # as of a command that Ctrl-C ended
      exit "$status"
    fi
    ;;
esac
case "$(id -un)" in
  root) exec setpriv --reuid="$account" --regid="$account" --init-groups --no-new-privs -- "$@" ;;
esac
case "${4:-}" in
  # anybody may read these, and they read no settings
  help | -h | --help | -V | --version) exec "$@" ;;
esac
echo "nearside-server: only root and the account $account may run this command. Type: sudo nearside-server $asked" >&2
exit 77 # sysexits.h EX_NOPERM
