import { CommanderError } from "commander";
import { expect, it } from "vitest";
import { OPEN_TO_AGENTS } from "../lease/let-through.ts";
import { Problem } from "../problems/problem.ts";
import { allOf, createProgram, helpHint, nameOf } from "./program.ts";

const start = async (): Promise<void> => undefined;

/** The message to a person who calls it like that. */
async function outputOf(...args: readonly string[]): Promise<string> {
  const program = await createProgram(start, args);
  let output = "";
  const writeErr = (text: string): void => {
    output += text;
  };
  for (const command of allOf(program)) command.exitOverride().configureOutput({ writeErr });
  const error: unknown = await program.parseAsync(args, { from: "user" }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CommanderError);
  return output;
}

it.each([
  [["lgoin"], "(nearside --help shows all commands)"],
  [["login", "--foo"], "(nearside login --help shows its options)"],
  [["key", "move", "elsewhere"], "(nearside key move --help shows its options)"],
  [["completion"], "(nearside completion --help shows its options)"],
])("%j leads to the help of what was meant", async (args, hint) => {
  const lines = (await outputOf(...args)).split("\n");
  expect([lines[0], ...lines.slice(-2)]).toEqual([expect.stringMatching(/^error: /), hint, ""]);
});

it("is open to agents in no command that acts as the person, and names none that there is not", async () => {
  const names = allOf(await createProgram(start, [])).map(nameOf);
  expect([...OPEN_TO_AGENTS].filter((name) => !names.includes(name))).toEqual([]);
  const acting = [
    "approvals",
    "doctor",
    "enroll",
    "exec",
    "git-credential",
    "key",
    "kubectl-credential",
    "lease run",
    "login",
    "logout",
  ];
  for (const name of [
    ...acting,
    "profile",
    "profile set",
    "proxy",
    "ssh setup",
    "token",
    "keeper stop",
    "keeper install",
  ])
    expect([name, names.includes(`nearside ${name}`), OPEN_TO_AGENTS.has(`nearside ${name}`)]).toEqual([
      name,
      true,
      false,
    ]);
});

it("leads there from what a command itself finds wrong, too, which it says alone", async () => {
  let hint = "";
  const program = await createProgram(start, ["key", "move"]);
  program.hook("preAction", (_program, command) => {
    hint = helpHint(command);
  });
  await program.parseAsync(["key", "move", "keyring"], { from: "user" });
  expect(hint).toBe("(nearside key move --help shows its options)");
  expect(new Problem("usage", "--listen takes a port.").message).toBe("--listen takes a port.");
});
