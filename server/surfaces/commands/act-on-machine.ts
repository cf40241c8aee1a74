import type { MachineAction } from "@nearside/shared/api/console/machines.ts";
import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import { type ActOnMachineAnswer, actOnMachineSchema, shellApi } from "../shell/shell-api.ts";
import type { Console } from "./console.ts";
import { whatEnded } from "./what-ended.ts";

const DONE: Readonly<Record<MachineAction, string>> = {
  quarantine:
    "That machine is quarantined: no login, no token and no session of it counts. Release it with: nearside-server machines release <id>",
  release: "That machine is released. The tokens that it had count again; it asks for a new login where one was open.",
  revoke: "That machine is revoked, with every browser and passkey enrolled on it. It has to be enrolled anew.",
  lost: "That machine is revoked with all that hung on it, and the log says that it is lost. Its person is told where notices are sent.",
  re_enrol: "That machine is revoked, and its person may enrol it anew with this ticket, within 15 minutes:",
};
const BEFORE: Readonly<Record<MachineAction, string>> = {
  quarantine: "That machine was quarantined before. Nothing was changed.",
  release: "That machine is not quarantined. Nothing was changed.",
  revoke: "That machine was revoked before. Nothing was changed.",
  lost: "That machine was revoked before. Nothing was changed.",
  re_enrol: "That machine was revoked before. Nothing was changed: nearside-server ticket <user> makes a ticket.",
};

/**
 * Runs `nearside-server machines quarantine|release|revoke|lost|re-enrol <id>`.
 *
 * @throws CannotStart if there is no such machine, or it is not in force
 */
export async function actOnMachineCommand(
  dataFolder: string,
  asked: { readonly action: MachineAction; readonly id: string; readonly note: string | undefined },
  console: Console,
): Promise<void> {
  const { action } = asked;
  const body = v.safeParse(actOnMachineSchema, { action, id: asked.id, note: asked.note ?? null });
  if (!body.success) {
    const [issue] = body.issues;
    throw new CannotStart(
      v.getDotPath(issue) === "note" ? `The reason ${issue.message}. Nothing was changed.` : UNKNOWN,
    );
  }
  const answer = await askServer(dataFolder, shellApi.actOnMachine, body.output);
  if (answer.state !== "done") {
    if (answer.state === "already") return console.say(BEFORE[action]);
    throw new CannotStart(answer.state === "unknown" ? UNKNOWN : NOT_IN_FORCE);
  }
  tell(action, answer, console);
}

const NOT_IN_FORCE = "That machine is not in force: it waits to be let in, or was revoked. Nothing was changed.";
const UNKNOWN =
  "There is no machine of that id, so nothing was changed. `nearside-server machines` lists what there is.";

function tell(action: MachineAction, answer: ActOnMachineAnswer & { readonly state: "done" }, console: Console): void {
  console.say(DONE[action]);
  if (answer.ticket !== null) console.out(answer.ticket.ticket);
  for (const line of whatEnded(answer.ended)) console.say(line);
}
