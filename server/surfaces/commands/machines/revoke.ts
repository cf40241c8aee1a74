import { type MachineDone, machineActionsApi } from "@nearside/shared/api/console/machines.ts";
import { noteSchema as suspensionNoteSchema, userNameSchema } from "@nearside/shared/api/console/names.ts";
import { noteSchema } from "@nearside/shared/api/console/offboarding.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { REVOCABLE_KEYS, revokeKeySchema, shellApi } from "@nearside/shared/api/console/shell.ts";
import { at } from "@nearside/shared/api/entry.ts";
import * as v from "valibot";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
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
  user: "There is no user of that name",
  machine: "There is no machine of that id",
  browser: "There is no browser of that id",
  passkey: "There is no passkey of that id",
};
const DONE: Readonly<Record<What, string>> = {
  user: "That person is suspended: no machine of theirs logs in or renews a token. Their machines stay enrolled.",
  machine: "That machine is revoked, with every browser and passkey enrolled on it. It has to be enrolled anew.",
  browser: "That browser is revoked. Others of the same machine may still approve its logins.",
  passkey: "That passkey is revoked. It approves nothing any more.",
};
const BEFORE: Readonly<Record<What, string>> = {
  user: "That person was suspended before. Nothing was changed.",
  machine: "That machine was revoked before. Nothing was changed.",
  browser: "That browser was revoked before. Nothing was changed.",
  passkey: "That passkey was revoked before. Nothing was changed.",
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
  if (!note.success) throw new CannotStart(`The reason ${note.issues[0].message}. Nothing was revoked.`);
  const unknown = unknownIn(options.what);
  const ended = await revoke(dataFolder, options.what, options.id, note.output)
    .catch(unlessBefore)
    .catch(saidAs({ unknown, not_found: unknown }));
  if (ended === undefined) return terminal.say(BEFORE[options.what]);
  terminal.say(DONE[options.what]);
  for (const line of whatEnded(ended)) terminal.say(line);
  if (options.what === "user") terminal.say("Let them in again with: nearside-server restore user <name>");
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

const unknownIn = (what: What): string =>
  `${UNKNOWN[what]}, so nothing was revoked. \`nearside-server machines\` lists what there is.`;

/**
 * Runs `nearside-server restore user <name>`.
 *
 * @throws CannotStart if there is no such person
 */
export async function restoreUserCommand(dataFolder: string, user: string, terminal: Terminal): Promise<void> {
  const person = await findPerson(dataFolder, user);
  if (person === undefined) throw new CannotStart("There is no user of that name, so nobody was restored.");
  const { changed } = await askServer(dataFolder, at(peopleApi.reactivate, person.id), {});
  terminal.say(
    !changed
      ? "That person is not suspended. Nothing was changed."
      : "That person may log in again. What was ended stays ended: their machines ask for a new login.",
  );
}
