import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import { type MachineListed, shellApi } from "../shell/shell-api.ts";
import { ago } from "./ago.ts";
import type { Console } from "./console.ts";

const STATE = {
  pending: "waits to be let in",
  active: "in force",
  quarantined: "QUARANTINED",
  revoked: "revoked",
} as const;
const MAX_SHOWN = 80;
/** Machine and browser wrote most of this, so it is neutralised (threat B7). */
const shown = (text: string): string => neutralise(text, MAX_SHOWN);

/** `nearside-server machines [user]` lists machines with the ids that `revoke` takes. */
export async function machinesCommand(dataFolder: string, user: string | undefined, console: Console): Promise<void> {
  const answer = await askServer(dataFolder, shellApi.machines, { user: user ?? null });
  if (answer.machines.length === 0)
    throw new CannotStart(user === undefined ? "No machine is enrolled." : "Nobody of that name has a machine here.");
  console.out(answer.machines.map((machine) => showMachine(machine, answer.now)).join("\n\n"));
  if (answer.more)
    console.say("There are others, last seen before these. Name a user to see theirs: nearside-server machines <user>");
}

function showMachine(machine: MachineListed, now: number): string {
  const { id, user, hostname, os, key_storage, state, last_seen_at, browsers, passkeys } = machine;
  const person = user.state === "active" ? "" : ` (${user.state})`;
  const key = `key in ${shown(key_storage)}`;
  return [
    `machine ${id}`,
    `  ${shown(user.name)}${person}, ${shown(hostname)}, ${shown(os)}: ${STATE[state]}, ${key}, seen ${ago(now - last_seen_at)}`,
    `  ${says(machine.version)}; ${machine.open_logins} open logins, ${machine.credentials} credentials`,
    ...browsers.map((one) => `  browser ${one.id}  ${shown(one.browser)}, ${says(one.version)}: ${STATE[one.state]}`),
    ...passkeys.map((one) => `  passkey ${one.id}  ${one.synced ? "synced" : "device-bound"}: ${STATE[one.state]}`),
  ].join("\n");
}

/** Shows the version that a program reports about itself. */
const says = (version: string | null): string =>
  version === null ? "says no version" : `says version ${shown(version)}`;
