import { listText } from "@nearside/shared/text/amounts.ts";
export const texts = {
  description: "sign in on hosts that you reach by SSH, with the browser of this machine",
  setup: "make the keeper of your account the agent of ssh: adds one line to ~/.ssh/config",
  host: "for these hosts only, as you type them; may be given several times",
  keys: "these hosts may also use the keys of your own agent",
  check: "test the way from a host back to this machine, and report problems",
  hostName: "the host, as you type it after ssh",
  undo: "remove the line, and everything that was written with it",
  help: `
  nearside ssh setup                     once; then, on a host:  nearside login
  nearside ssh setup --host "build-*"    for those hosts only
  nearside ssh setup --keys bastion      bastion may use your own SSH keys too, as with ForwardAgent
  nearside ssh check build-7             tests it, and reports problems
  nearside ssh undo                      restores ~/.ssh/config

Your own agent continues to work: the keeper passes on to it what ssh asks for. A host can ask for a login, which you approve on
this machine. It sees none of your keys unless you say so.`,
  forHosts: ({ hosts }: { readonly hosts: readonly string[] }): string => `  for ${listText(hosts)}`,
  forEveryHost: "  for every host",
  mayUseKeys: ({ hosts }: { readonly hosts: readonly string[] }): string =>
    `  ${listText(hosts)} may also use the keys of your own agent`,
  done: ({ config }: { readonly config: string }): string =>
    `ssh uses the keeper of your account as its agent from now on. One line was added at the top of ${config}.`,
  restart: "Sessions that are already open don't have it: start them again. To undo it: nearside ssh undo",
  undone: ({ config }: { readonly config: string }): string => `${config} is as it was before.`,
  nothingToUndo: "There was nothing to undo.",
} as const;
