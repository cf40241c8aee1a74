import { MOST_ROWS, totalInWords } from "@nearside/shared/api/console/list.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { ROLE_NAMES, ROLES, type Role } from "@nearside/shared/roles.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { peopleTexts } from "../../texts/commands/people.ts";
import { askServer } from "../shell/ask-server.ts";
import { findPerson } from "./find-person.ts";
import { ago } from "./terminal/ago.ts";
import type { Terminal } from "./terminal/terminal.ts";

const MAX_SHOWN = 80;
/** People typed their names, so these are neutralised (threat B7). */
const shown = (text: string): string => neutralise(text, MAX_SHOWN);

export interface PeopleOptions {
  readonly role?: string | undefined;
  readonly search?: string | undefined;
}

/** `nearside-server people` lists people with role and state. */
export async function peopleCommand(
  dataFolder: string,
  { role, search }: PeopleOptions,
  terminal: Terminal,
): Promise<void> {
  const query = { q: search ?? "", limit: String(MOST_ROWS), role: role === undefined ? undefined : readRole(role) };
  const { now } = await askServer(dataFolder, shellApi.clock, {});
  const { rows: people, total } = await askServer(dataFolder, peopleApi.list, query);
  if (people.length === 0) throw new CannotStart(peopleTexts.list.none);
  const lines = people.map((person) => {
    const { name, display_name, state, machines, last_login_at } = person;
    const seen =
      last_login_at === null ? peopleTexts.list.never : peopleTexts.list.lastLogin({ ago: ago(now - last_login_at) });
    const suffix = state === "active" ? "" : `, ${state}`;
    return `${shown(name)}  ${shown(display_name)}: ${ROLE_NAMES[person.role].toLowerCase()}${suffix}, ${peopleTexts.list.machines({ count: machines })}, ${seen}`;
  });
  terminal.out(lines.join("\n"));
  if (total !== people.length)
    terminal.say(peopleTexts.list.first({ shown: people.length, total: totalInWords(total) }));
}

/**
 * Runs `nearside-server people erase <user>`.
 *
 * @throws CannotStart if there is no such person, if the person has not left, or if the name is not typed once more
 */
export async function erasePersonCommand(dataFolder: string, user: string, terminal: Terminal): Promise<void> {
  const person = await findPerson(dataFolder, user);
  if (person === undefined) throw new CannotStart(peopleTexts.erase.unknown);
  const typed = await terminal.ask(peopleTexts.erase.ask({ user }));
  if (typed?.trim() !== user) throw new CannotStart(peopleTexts.erase.otherName);
  const erased = await askServer(dataFolder, shellApi.erasePerson, { id: person.id });
  terminal.say(peopleTexts.erase.done({ logins: erased.logins, name: erased.name }));
  terminal.say(peopleTexts.erase.stays);
}

/**
 * Runs `nearside-server people role <user> <role>`.
 *
 * @throws CannotStart if there is no such person or role, or if the server refuses, such as to lower the last owner
 */
export async function setRoleCommand(
  dataFolder: string,
  { user, role }: { readonly user: string; readonly role: string },
  terminal: Terminal,
): Promise<void> {
  const body = { role: readRole(role) };
  const person = await findPerson(dataFolder, user);
  if (person === undefined) throw new CannotStart(peopleTexts.role.unknown);
  const { changed } = await askServer(dataFolder, at(peopleApi.changeRole, person.id), body);
  terminal.say(
    !changed ? peopleTexts.role.already : peopleTexts.role.changed({ role: ROLE_NAMES[body.role].toLowerCase() }),
  );
}

function readRole(typed: string): Role {
  const role = ROLES.find((one) => one === typed);
  if (role === undefined) throw new CannotStart(peopleTexts.role.none({ roles: ROLES.join(", ") }));
  return role;
}
