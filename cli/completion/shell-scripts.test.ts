import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createProgram } from "../commands/program.ts";
import { SHELL_SCRIPTS } from "./shell-scripts.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nearside-bash-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Tab {
  /** The words into which bash splits the line, up to the word with the cursor. */
  readonly words: readonly string[];
  readonly line: string;
  /** The text before the cursor; if it is left out, the cursor is at the end. */
  readonly point?: number;
}

/** Presses Tab there, with a `nearside` that notes its arguments and answers with these lines. */
function pressTab({ words, line, point = line.length }: Tab, answers: readonly string[] = []) {
  const answer = [...answers, ":4", ""].join("\n");
  const script = `${SHELL_SCRIPTS.get("bash")}
set -u
nearside() { printf '%s\\n' "$@" > asked; cat answer; }
COMP_LINE=$1 COMP_POINT=$2; shift 2
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_nearside nearside "\${COMP_WORDS[COMP_CWORD]}"
printf '%s\\n' \${COMPREPLY[@]+"\${COMPREPLY[@]}"}`;
  writeFileSync(join(folder, "answer"), answer);
  const given = ["--norc", "-c", script, "bash", line, String(point), ...words];
  const offered = execFileSync("bash", given, { cwd: folder, encoding: "utf8" }).trimEnd().split("\n");
  const requests = readFileSync(join(folder, "asked"), "utf8").slice(0, -1).split("\n");
  return { offered: offered.filter((each) => each !== ""), requests: requests.slice(2) };
}

it("offers what nearside answers", () => {
  const login = ["login\tsign in", "logout\tsign out", "token\tprint one"];
  expect(pressTab({ words: ["nearside", "log"], line: "nearside log" }, login)).toEqual({
    offered: ["login", "logout"],
    requests: ["log"],
  });
  const users = ["alice\t", "bob@example.com\t"];
  expect(pressTab({ words: ["nearside", "login", "--user", ""], line: "nearside login --user " }, users)).toEqual({
    offered: ["alice", "bob@example.com"],
    requests: ["login", "--user", ""],
  });
});

it("completes the rest of a word that bash takes for several", () => {
  const users = ["alice\t", "bob@example.com\t"];
  const behindAt = { words: ["nearside", "login", "--user", "bob", "@", "ex"], line: "nearside login --user bob@ex" };
  expect(pressTab(behindAt, users)).toEqual({ offered: ["example.com"], requests: ["login", "--user", "bob@ex"] });
  const behindEquals = { words: ["nearside", "login", "--user", "=", "al"], line: "nearside login --user=al" };
  expect(pressTab(behindEquals, users)).toEqual({ offered: ["alice"], requests: ["login", "--user=al"] });
});

it("runs nothing that was typed, and opens no file", () => {
  const hostile = "$(touch ran)";
  const line = `nearside login --scope ${hostile} \`touch ran\` --us > kept`;
  writeFileSync(join(folder, "kept"), "what is in it");
  const words = ["nearside", "login", "--scope", hostile, "`touch ran`", "--us"];
  const { offered, requests } = pressTab({ words, line, point: line.indexOf(" >") }, [
    "--user\t",
    "--us$(touch ran)\t",
  ]);
  expect(requests).toEqual(["login", "--scope", "$(touch", "ran)", "`touch", "ran`", "--us"]);
  expect(offered).toEqual(["--user", "--us$(touch ran)"]);
  expect(existsSync(join(folder, "ran"))).toBe(false);
  expect(readFileSync(join(folder, "kept"), "utf8")).toBe("what is in it");
});

it.each(["bash", "zsh"])("is what `nearside completion %s` prints", async (shell) => {
  const program = await createProgram(async () => undefined, ["completion"]);
  let printed = "";
  const write = process.stdout.write;
  process.stdout.write = (text) => {
    printed += String(text);
    return true;
  };
  try {
    await program.parseAsync(["completion", shell], { from: "user" });
  } finally {
    process.stdout.write = write;
  }
  expect(printed).toBe(SHELL_SCRIPTS.get(shell));
  expect(printed).not.toContain("eval");
});
