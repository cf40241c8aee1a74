import { listText, plural } from "@nearside/shared/text/amounts.ts";
import { texts as doctorTexts } from "./doctor.ts";
export const texts = {
  description: "the process of your account through which browsers reach a waiting login without a port",
  run: "run it here, until Ctrl-C",
  status: "show whether it runs, and for which enrolments",
  stop: "end it",
  install: "start it by itself from now on, and make it known to this account's browsers",
  check: "change nothing: test the way from each browser to a command line",
  browser: "with --check, test this browser only",
  uninstall: "undo the installation",
  containerSocket: "make a socket through which containers on this computer can ask for logins, and for nothing else",
  close: "remove that socket",
  help: `
  nearside keeper install      once: sets up a service of your account, and the native host of each browser
  nearside keeper status       what it does just now

Every command also works without a keeper: browsers then reach a login over this machine's loopback.
The keeper keeps no token. It uses your device key for two things: to ask your server whether this machine is still active, and to tell
it how this machine is protected (see nearside doctor).`,
  container: {
    gone: "That socket was removed. Containers can no longer log in here.",
    run: ({ mount, inside }: { readonly mount: string; readonly inside: string }) =>
      `  podman run -v ${mount} -e NEARSIDE_KEEPER=${inside} …`,
    start:
      "Containers that get its folder can ask for logins, which you approve in the browser here. Start one like this:",
    orJson: "or, in devcontainer.json:",
    noService:
      "No service starts the keeper for them. Make sure that it runs: nearside keeper install, or nearside keeper run",
    account:
      "The program inside must run under your own account's number: as root in rootless Podman, or with --userns=keep-id.",
  },
  installed: {
    browsers: ({ browsers }: { readonly browsers: readonly string[] }): string =>
      `These browsers find it after their next start: ${listText(browsers)}.`,
    tryPageOf: ({ command }: { readonly command: string }): string =>
      `This page tries your browser (${command}). You don't need to approve anything on it.`,
    waiting: ({ command, left }: { readonly command: string; readonly left: string }): string =>
      `Waiting for ${command} to reach this command line, ${left} left`,
    flatpakBrowser: ({ name, command }: { readonly name: string; readonly command: string }): string =>
      `${name} (${command}) is a Flatpak. Its sandbox starts no program outside, so it can't start the one that leads to the keeper.`,
    snapBrowser: ({ name, command }: { readonly name: string; readonly command: string }): string =>
      `${name} (${command}) is a Snap. Its sandbox starts no program outside, so it can't start the one that leads to the keeper.`,
    done: "The keeper is set up for your account.",
    noSystemd: "Your account has no systemd here, so the keeper does not start by itself: nearside keeper run",
    noBrowser: "No browser was found in PATH. Browsers that you install later find the keeper by themselves.",
    unknownIds: ({ issuer, why }: { readonly issuer: string; readonly why: string }): string =>
      `${issuer} did not tell the ids of its extension, so a new id can't reach the keeper yet: ${why} The keeper asks again by itself.`,
    allow: "Allow it once in the extension: click its icon, Enrolments and permissions, Meet without a port.",
    allReach: "Each browser that was tried reaches a command line through the keeper.",
    otherPackage:
      "It meets logins over loopback as before. To use the keeper, install the browser's package from your distribution or its maker, such as: apt install firefox-esr",
    tryPage: doctorTexts.tryPage,
    undone: "The keeper is no longer set up here. Browsers meet logins over loopback, as before.",
    sshStillAsks: "Your ssh still looks for it. To undo that too: nearside ssh undo",
  },
  endedByRules: ({
    issuer,
    count,
    names,
  }: {
    readonly issuer: string;
    readonly count: number;
    readonly names: string;
  }): string =>
    plural(count, {
      one: (number) =>
        `Rules at ${issuer} ended ${number} of your logins because of how this machine is protected: ${names}`,
      other: (number) =>
        `Rules at ${issuer} ended ${number} of your logins because of how this machine is protected: ${names}`,
    }),
  running: ({ socket }: { readonly socket: string }): string => `The keeper runs. Its socket is ${socket}.`,
  seeDoctor: "  → See what is wrong, and what to do: nearside doctor",
  askedToEnd: "The keeper was asked to end.",
  state: {
    holds: ({ megabytes, waiting }: { readonly megabytes: number; readonly waiting: number }): string =>
      `  uses ${megabytes} MB; ${plural(waiting, { one: "# login is waiting", other: "# logins are waiting" })} for a browser`,
    sessions: ({ count }: { readonly count: number }): string =>
      plural(count, { one: "  # SSH session", other: "  # SSH sessions" }),
    standing: ({
      user,
      issuer,
      standing,
    }: {
      readonly user: string;
      readonly issuer: string;
      readonly standing: string;
    }): string => `  ${user} at ${issuer}: ${standing}`,
    standingThen: ({
      user,
      issuer,
      standing,
      why,
    }: {
      readonly user: string;
      readonly issuer: string;
      readonly standing: string;
      readonly why: string;
    }): string => `  ${user} at ${issuer}: ${standing} (last known; the server could not be asked: ${why})`,
    running: ({
      pid,
      version,
      span,
      activated,
    }: {
      readonly pid: number;
      readonly version: string;
      readonly span: string;
      readonly activated: boolean;
    }): string =>
      activated
        ? `The keeper runs: process ${pid}, version ${version}, for ${span}, started by systemd.`
        : `The keeper runs: process ${pid}, version ${version}, for ${span}, started by hand.`,
    posture: ({ ago }: { readonly ago: string }): string => `    told how this machine is protected ${ago}`,
    containers: "  containers on this computer may log in through it",
    socketMissing: "  the socket for containers is missing. Make it again: nearside keeper container-socket",
  },
  ends: "The keeper ends.",
} as const;
