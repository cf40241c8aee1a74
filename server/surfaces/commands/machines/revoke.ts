import { type MachineDone, machineActionsApi } from "@nearside/shared/api/console/machines.ts";
import { noteSchema as suspensionNoteSchema, userNameSchema } from "@nearside/shared/api/console/names.ts";
import { noteSchema } from "@nearside/shared/api/console/offboarding.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { REVOCABLE_KEYS, revokeKeySchema, shellApi } from "@nearside/shared/api/console/shell.ts";
import { at } from "@nearside/shared/api/entry.ts";
import * as v from "valibot";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { peopleTexts } from "../../../texts/commands/people.ts";
import { personNamed } from "../../console/person-named.ts";
import { askServer } from "../../shell/ask-server.ts";
import { ServerRefused, saidAs } from "../../shell/server-refused.ts";
import { findPerson } from "../find-person.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { whatEnded } from "./what-ended.ts";

/** The kinds that the command line accepts. */
export const REVOCABLE = ["user", "machine", ...REVOCABLE_KEYS] as const;
type What = (typeof REVOCABLE)[number];

/** The note on a person is held to both rules: this command's, and that of the entry which suspends. */
const personNoteSchema = v.pipe(noteSchema, v.nullable(suspensionNoteSchema));

const UNKNOWN: Readonly<Record<What, string>> = {
  user: peopleTexts.revoke.unknown.user,
  machine: peopleTexts.revoke.unknown.machine,
  browser: peopleTexts.revoke.unknown.browser,
  passkey: peopleTexts.revoke.unknown.passkey,
};
const DONE: Readonly<Record<What, string>> = {
  user: peopleTexts.revoke.done.user,
  machine: peopleTexts.machine.revoked,
  browser: peopleTexts.revoke.done.browser,
  passkey: peopleTexts.revoke.done.passkey,
};
const BEFORE: Readonly<Record<What, string>> = {
  user: peopleTexts.revoke.before.user,
  machine: peopleTexts.machine.revokedBefore,
  browser: peopleTexts.revoke.before.browser,
  passkey: peopleTexts.revoke.before.passkey,
};

/**
 * `nearside-server revoke user|machine|browser|passkey <id>` revokes it and ends everything that depends on it, at once.
 *
 * @throws CannotStart if there is no such thing
 */
export async function revokeCommand(
  dataFolder: string,
  options: { readonly what: What; readonly id: string; readonly note: string | undefined },
  terminal: Terminal,
): Promise<void> {
  const note = v.safeParse(options.what === "user" ? personNoteSchema : noteSchema, options.note ?? null);
  if (!note.success) throw new CannotStart(peopleTexts.revoke.wrongReason({ problem: note.issues[0].message }));
  const unknown = unknownIn(options.what);
  const ended = await revoke(dataFolder, options.what, options.id, note.output)
    .catch(unlessBefore)
    .catch(saidAs({ unknown, not_found: unknown }));
  if (ended === undefined) return terminal.say(BEFORE[options.what]);
  terminal.say(DONE[options.what]);
  for (const line of whatEnded(ended)) terminal.say(line);
  if (options.what === "user") terminal.say(peopleTexts.revoke.undo);
}

async function revoke(dataFolder: string, what: What, id: string, note: string | null): Promise<MachineDone["ended"]> {
  switch (what) {
    case "user": {
      if (!v.is(userNameSchema, id)) throw new CannotStart(unknownIn(what));
      const ended = await askServer(dataFolder, at(peopleApi.suspend, personNamed(id)), { note: note ?? "" });
      return { ...ended, enrolments: 0 };
    }
    case "machine":
      return (await askServer(dataFolder, at(machineActionsApi.revoke, id), { note })).ended;
    default: {
      const key = v.safeParse(revokeKeySchema, { what, id, note });
      if (!key.success) throw new CannotStart(unknownIn(what));
      return (await askServer(dataFolder, shellApi.revokeKey, key.output)).ended;
    }
  }
}

/** Gives undefined if it was revoked or suspended before. */
function unlessBefore(error: unknown): undefined {
  if (!(error instanceof ServerRefused) || error.code !== "conflict") throw error;
}

const unknownIn = (what: What): string => UNKNOWN[what];

/**
 * Runs `nearside-server restore user <name>`.
 *
 * @throws CannotStart if there is no such person
 */
export async function restoreUserCommand(dataFolder: string, user: string, terminal: Terminal): Promise<void> {
  const person = await findPerson(dataFolder, user);
  if (person === undefined) throw new CannotStart(peopleTexts.restoreUser.unknown);
  const { changed } = await askServer(dataFolder, at(peopleApi.reactivate, person.id), {});
  terminal.say(!changed ? peopleTexts.restoreUser.notSuspended : peopleTexts.restoreUser.done);
}
