import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import { type Revoke, revokeSchema, shellApi } from "../shell/shell-api.ts";
import type { Console } from "./console.ts";
import { whatEnded } from "./what-ended.ts";

type What = Revoke["what"];

/** The kinds that the command line accepts. */
export const REVOCABLE: readonly What[] = revokeSchema.entries.what.options;

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
 * `nearside-server revoke user|machine|browser|passkey <id>` revokes it and ends everything that rests on it, at once.
 *
 * @throws CannotStart if there is no such thing
 */
export async function revokeCommand(
  dataFolder: string,
  asked: { readonly what: What; readonly id: string; readonly note: string | undefined },
  console: Console,
): Promise<void> {
  const body = v.safeParse(revokeSchema, { what: asked.what, id: asked.id, note: asked.note ?? null });
  if (!body.success) {
    const [issue] = body.issues;
    throw new CannotStart(
      v.getDotPath(issue) === "note" ? `The reason ${issue.message}. Nothing was revoked.` : unknown(asked.what),
    );
  }
  const answer = await askServer(dataFolder, shellApi.revoke, body.output);
  if (answer.state !== "revoked") {
    if (answer.state === "unknown") throw new CannotStart(unknown(asked.what));
    return console.say(BEFORE[asked.what]);
  }
  console.say(DONE[asked.what]);
  for (const line of whatEnded(answer.ended)) console.say(line);
  if (asked.what === "user") console.say("Let them in again with: nearside-server restore user <name>");
}

const unknown = (what: What): string =>
  `${UNKNOWN[what]}, so nothing was revoked. \`nearside-server machines\` lists what there is.`;
