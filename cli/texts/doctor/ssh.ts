import { listText } from "@nearside/shared/text/amounts.ts";

const stale = ({ config }: { readonly config: string }): string =>
  `Its set-up was changed, or made by another version (${config}).`;
const setUpAgain = "Set it up again: nearside ssh setup";

export const texts = {
  host: {
    runKeeper: "Start it by itself from now on (nearside keeper install), or run it: nearside keeper run",
    notSetUp: "It is not set up for the keeper here.",
    setUp: "Set it up: nearside ssh setup",
    stale,
    setUpAgain,
    noKeeper: "No keeper runs, so ssh continues without it.",
    notAllowed: ({ issuer }: { readonly issuer: string }): string =>
      `${issuer} takes no login from other hosts or containers.`,
    allowHosts:
      "Ask your administrator to allow them: NEARSIDE_REMOTE_HOSTS=enrolled, or any, is a setting of the server.",
    notAsked: ({ issuer, why }: { readonly issuer: string; readonly why: string }): string =>
      `${issuer} was not asked if it takes logins from other hosts. ${why}`,
    askAgain: "Try again once the server can be reached: nearside doctor",
    badConfig: "ssh rejects its configuration.",
    seeConfig: ({ host }: { readonly host: string }): string => `See its message: ssh -G ${host}`,
    good: "It asks the keeper for this host, and forwards it.",
    otherHosts:
      "The set-up does not apply to this host: it was made for other hosts, or an earlier line names another agent.",
    setUpHost: "Set it up for this host too: nearside ssh setup --host <pattern>",
    notForwarded: "The agent is not forwarded to this host.",
    removeForward: "Remove ForwardAgent from the lines before the Include line.",
    noPublicKey: "PubkeyAuthentication is off for this host, so ssh never tells its agent where it signs in.",
    publicKey: "Switch it on for this host, and let the host accept keys: ssh asks its agent only if it tries a key.",
    proxyJump: "It goes through ProxyJump, so the host itself is the first one, and is known by its own key.",
    shared:
      "It shares connections (ControlMaster). One that was opened before the set-up decides for all that share it.",
    endShared: "End it once: ssh -O exit <host>",
    ownAgent: "You forwarded your own agent to this host before. The host can no longer use your keys.",
    allowKeys: "To allow it: nearside ssh setup --keys <host>",
    notRun: ({ code, said }: { readonly code: string; readonly said: string }): string =>
      `ssh could not run a command there (${code}). ${said}`,
    noAnswer: "no answer",
    tryByHand: ({ host }: { readonly host: string }): string => `Try it by hand: ssh ${host} true`,
    noAgent: "The host accepts no forwarded agent.",
    allowAgent: "Its administrator allows it in sshd_config: AllowAgentForwarding yes",
    untried: "An agent was forwarded. ssh-add is not installed there, so the rest was not tried.",
    tryLogin: "Try a login there: nearside login",
    otherAgent:
      "The host reached an agent that is not this keeper: through an older shared connection, or because a shell there sets SSH_AUTH_SOCK.",
    endOthers:
      "End shared connections (ssh -O exit <host>). On the host, check what its shell's start files set SSH_AUTH_SOCK to.",
    reached: ({ milliseconds }: { readonly milliseconds: number }): string =>
      `The host reached the keeper of this machine, and is known by its key (${milliseconds} ms in all).`,
    notInPath: "nearside is not in PATH there.",
    install: "Install it there as on this machine: your server's page /get has the command.",
  },
  here: {
    unused: "It does not use the keeper here, and no login on this machine needs that. (nearside ssh setup)",
    stale,
    again: setUpAgain,
    good: ({ hosts }: { readonly hosts: readonly string[] }): string =>
      `It asks the keeper for ${listText(hosts)}: you can log in there.`,
    goodForAll: "It asks the keeper for every host: you can log in there.",
    vouched: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string =>
      `The machine that you came from vouches for you here: ${user} at ${issuer}. (nearside login)`,
    noKeeper: "An agent is forwarded here, but no keeper behind it answers to vouch for you.",
    thereAll:
      "On the machine that you came from: nearside keeper install, nearside ssh setup, and nearside ssh check with this host's name.",
    noAgent:
      "You came here by SSH, and no agent was forwarded, so no keeper of your own machine can vouch for you here.",
    thereSetUp: "On the machine that you came from: nearside ssh setup, then start the session again.",
    editor: "This terminal belongs to an editor that came here by SSH, and no agent was forwarded with it.",
    thereEditor:
      "On the machine that you came from: nearside ssh setup. Then end the editor's connection to this host, and connect again. An editor on Windows runs Windows' own ssh.exe, which asks no keeper: start it from WSL.",
    wsl: "This is WSL. Windows' own ssh.exe, which VS Code on Windows uses too, reads another configuration and does not ask this keeper.",
    useWsl: "Use ssh within WSL, or start VS Code from WSL (code .).",
    codespace:
      "This is a codespace that you reached through a browser or a tunnel of its own, so no ssh of your machine carries a login.",
    bySsh: "Come by SSH from a machine where you ran nearside ssh setup: gh codespace ssh",
  },
} as const;
