import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import { type MachineAnswer, machinesApi } from "@nearside/shared/api/console/machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { KEY_STORAGE_PLACES } from "@nearside/shared/proof/key-storage.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { peopleTexts } from "../../../texts/commands/people.ts";
import { askServer } from "../../shell/ask-server.ts";
import { findPerson } from "../find-person.ts";
import { ago } from "../terminal/ago.ts";
import type { Terminal } from "../terminal/terminal.ts";

const STATE = {
  pending: peopleTexts.machines.state.pending,
  active: peopleTexts.machines.state.active,
  quarantined: peopleTexts.machines.state.quarantined,
  revoked: peopleTexts.machines.state.revoked,
} as const;
const MAX_SHOWN = 80;
/** Machine and browser wrote most of this, so it is neutralised (threat B7). */
const shown = (text: string): string => neutralise(text, MAX_SHOWN);

/** `nearside-server machines [user]` lists machines with the ids that `revoke` takes. */
export async function machinesCommand(dataFolder: string, user: string | undefined, terminal: Terminal): Promise<void> {
  const { machines, more } = await listMachines(dataFolder, user);
  if (machines.length === 0)
    throw new CannotStart(user === undefined ? peopleTexts.machines.none : peopleTexts.machines.noneOfPerson);
  terminal.out(machines.map(showMachine).join("\n\n"));
  if (more) terminal.say(peopleTexts.machines.more);
}

/** Reads the machines of that person, or all machines, the last seen first, each with its browsers and passkeys. */
async function listMachines(dataFolder: string, name: string | undefined) {
  const person = name === undefined ? undefined : await findPerson(dataFolder, name);
  if (name !== undefined && person === undefined) return { machines: [], more: false };
  const list = { limit: String(MOST_ROWS), user: person?.id };
  const { rows, next } = await askServer(dataFolder, machinesApi.list, list);
  const machines: MachineAnswer[] = [];
  for (const { id } of rows) machines.push(await askServer(dataFolder, at(machinesApi.view, id), {}));
  return { machines, more: next !== null };
}

function showMachine(machine: MachineAnswer): string {
  const { id, owner, hostname, os, key_storage, state, last_seen_at, browsers, passkeys, now } = machine;
  const person = owner.state === "active" ? "" : ` (${owner.state})`;
  const key = peopleTexts.machines.key({ place: KEY_STORAGE_PLACES[key_storage] });
  return [
    peopleTexts.machines.id({ id }),
    `  ${shown(owner.name)}${person}, ${shown(hostname)}, ${shown(os)}: ${STATE[state]}, ${key}, seen ${ago(now - last_seen_at)}`,
    `  ${says(machine.cli_version)}; ${peopleTexts.machines.openLogins({ count: machine.open_logins })}, ${peopleTexts.machines.credentials({ count: machine.credentials })}`,
    ...browsers.map((one) => `  browser ${one.id}  ${shown(one.browser)}, ${says(one.version)}: ${STATE[one.state]}`),
    ...passkeys.map(
      (one) =>
        `  passkey ${one.id}  ${one.synced ? peopleTexts.machines.synced : peopleTexts.machines.deviceBound}: ${STATE[one.state]}`,
    ),
  ].join("\n");
}

/** Shows the version that a program reports about itself. */
const says = (version: string | null): string =>
  version === null ? peopleTexts.machines.noVersion : peopleTexts.machines.version({ version: shown(version) });
