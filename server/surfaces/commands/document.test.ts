import { expect, it } from "vitest";
import { commandReference } from "../../../test/kit/command-reference.ts";
import { type Actions, createProgram } from "./program.ts";

// docs/reference/server-commands.md is written from the declarations that --help shows: `npx vitest run -u` writes it again.

const DOCUMENT = "../../../docs/reference/server-commands.md";

it("is told in docs/reference/server-commands.md", async () => {
  // No command is run, so none of the actions is there.
  const actions = new Proxy({}, { get: (_, name) => (name === "then" ? undefined : actions) }) as Actions;
  const text = [
    "# Commands of `nearside-server`",
    "Written by `server/surfaces/commands/document.test.ts` from the declarations of the commands. Do not edit.",
    "Type them on the server's own shell, as the account that runs it. `--help` behind a command shows the same in the terminal. [Configuration](configuration.md) says where settings come from.",
    commandReference(createProgram("0.0.0", actions)),
  ].join("\n\n");
  await expect(`${text}\n`).toMatchFileSnapshot(DOCUMENT);
});
