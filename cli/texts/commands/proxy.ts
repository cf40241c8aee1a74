export const texts = {
  description: "add your token and its proof to the requests of a tool that can't",
  usage: "--resource <url> [options] [-- <command> [arguments]]",
  command: "a command to run with the proxy; the proxy ends with it",
  listen: "the address, on this machine's loopback; port 0 picks a free one",
  unix: "listen on a Unix socket in a folder of your account instead",
  help: `
  nearside proxy --resource https://api.example.com -- sh -c 'curl "$NEARSIDE_PROXY_URL/orders"'
  nearside proxy --resource https://api.example.com --listen 127.0.0.1:8001
  nearside proxy --resource https://kube.example.com:6443 -- sh -c 'kubectl --server "$NEARSIDE_PROXY_URL" get pods'
  nearside proxy --resource https://git.example.com -- sh -c 'git clone "$NEARSIDE_PROXY_URL/shop.git"'
  nearside proxy --resource https://api.example.com --unix -- \\
    sh -c 'curl --unix-socket "$NEARSIDE_PROXY_SOCKET" "$NEARSIDE_PROXY_URL/orders"'

Give the tool the printed address instead of the API's. Each request goes to that API only, with your token and a proof
of its own (DPoP, RFC 9449). The token is renewed while the proxy runs. Authorization and Cookie fields that the tool sends are
not passed on. If the API demands a stronger or a more recent login, or another scope, you are asked for exactly that approval
if you are at the terminal. Otherwise, and with --no-login, the proxy prints the command to type.

Without a command, Ctrl-C ends the proxy. With a command, the exit code is the command's, and the command gets these variables:
  NEARSIDE_PROXY_URL      the address
  NEARSIDE_PROXY_SOCKET   the Unix socket, with --unix
  NEARSIDE_PROXY_SECRET   see below

Only processes of your account get through: web pages and other accounts are refused. If this system can't tell which account
asks, or the request comes through a program that forwards ports (sshd, a remote editor), it must bring the secret of this
run, as "Authorization: Bearer …" or as a password: NEARSIDE_PROXY_SECRET, or "secret" of --json. Never write it in an argument.`,
  noResource: "The API is missing. Name it with --resource https://api.example.com",
  notEncrypted: ({ origin }: { readonly origin: string }): string =>
    `${origin} is not encrypted: anybody on the way can read what passes.`,
  running: ({ audience }: { readonly audience: string }): string =>
    `Requests to this address go to ${audience}, with your token and a proof. Ctrl-C ends it.`,
  listenForm: "--listen takes 127.0.0.1:<port> or [::1]:<port>; port 0 picks a free one.",
  noUnix: "--unix needs a system with Unix sockets.",
  nameTooLong: "The path of Nearside's key folder is too long for a Unix socket. Leave --unix out.",
} as const;
