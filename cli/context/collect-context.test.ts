import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { contextSchema } from "@nearside/shared/claims.ts";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { collectContext, commandLine, fromHome } from "./collect-context.ts";
import type { Surroundings } from "./surroundings.ts";

function surroundings(changed: Partial<Surroundings> = {}): Surroundings {
  return {
    platform: "linux",
    env: {},
    pid: process.pid,
    hostname: "laptop",
    account: "zoe",
    home: "/home/zoe",
    cwd: "/home/zoe/shop",
    command: ["nearside", "login", "--scope", "openid"],
    systemVersion: "#1 SMP",
    systemRelease: "6.12.41",
    arch: "x64",
    ...changed,
  };
}

describe("collectContext", () => {
  it("tells where and by whom a login was started", async () => {
    const context = await collectContext(surroundings());
    expect(v.parse(contextSchema, context)).toEqual(context);
    expect(context).toMatchObject({
      hostname: "laptop",
      account: "zoe",
      command: "nearside login --scope openid",
      cwd: "~/shop",
    });
    expect(context.os).toMatch(/Linux 6\.12\.41 x64$/);
    expect(context.parent).toMatch(/node|vitest/);
  });

  it("names the parent, its secrets removed, and the terminal of a real process", async () => {
    // script(1) gives its child a terminal of its own; the child here is bash, the parent of sleep.
    const shell = "echo; sleep 60 & echo pid=$!; wait";
    const parent = spawn("script", ["-qec", `bash -c '${shell}' deploy --token hunter2`, "/dev/null"]);
    try {
      let printed = "";
      while (!/pid=\d+/.test(printed)) printed += String(await once(parent.stdout, "data"));
      const pid = Number(/pid=(\d+)/.exec(printed)?.[1]);
      const context = await collectContext(surroundings({ pid }));
      expect(context.parent).toBe(`bash -c '${shell}' deploy --token [removed]`);
      expect(context.tty).toMatch(/^pts\/\d+$/);
      expect(context.terminal_session).toMatch(/^[\w-]{43}$/);
    } finally {
      parent.kill();
      await once(parent, "exit");
    }
  });

  it("keeps to the schema and shows no unseen character, whatever the machine says", async () => {
    const hostile = fc.string({ unit: "binary", maxLength: 3000 });
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, fc.array(hostile, { maxLength: 5 }), async (a, b, c, argv) => {
        const context = await collectContext(
          surroundings({ platform: "win32", hostname: a, account: b, cwd: c, command: argv, systemVersion: a }),
        );
        expect(v.parse(contextSchema, context)).toEqual(context);
        expect(Object.values(context).join("")).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
      }),
      { numRuns: 50 },
    );
  });

  it("says that it doesn't know, on a system that doesn't tell", async () => {
    const context = await collectContext(surroundings({ platform: "win32", systemVersion: "Windows 11 Pro" }));
    expect(context).toMatchObject({ os: "Windows 11 Pro (6.12.41) x64", parent: null, tty: null, remote: null });
  });

  it("cuts a long command in sight", async () => {
    const context = await collectContext(
      surroundings({ command: ["nearside", ..."word ".repeat(400).trim().split(" ")] }),
    );
    expect(context.command).toMatch(/^nearside word .*… \[cut\]$/);
    expect(context.command.length).toBeLessThanOrEqual(1024);
  });
});

describe("commandLine", () => {
  it("shows where each argument begins and ends", () => {
    expect(commandLine(["nearside", "login", "a b", "", "it's", "--note=x y"])).toBe(
      "nearside login 'a b' '' 'it'\\''s' '--note=x y'",
    );
  });

  it("shows what was removed without quotes", () => {
    expect(commandLine(["x", "--password", "a b", "--token=a b"])).toBe("x --password [removed] --token=[removed]");
  });

  it("can be read back by a shell", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "grapheme-ascii", maxLength: 8 }), { maxLength: 3 }),
        async (words) => {
          const shown = commandLine(["printf", "%s\\n", ...words]);
          if (shown.includes("[removed]") || words.length === 0) return;
          const { stdout } = await new Promise<{ stdout: string }>((resolve, reject) => {
            execFile("/bin/sh", ["-c", shown.replace(/^printf %s\\n/, "printf '%s\\n'")], (error, stdout) =>
              error === null ? resolve({ stdout }) : reject(error),
            );
          });
          expect(stdout).toBe(words.map((word) => `${word}\n`).join(""));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("fromHome", () => {
  it.each<[string, string, NodeJS.Platform, string]>([
    ["/home/zoe", "/home/zoe", "linux", "~"],
    ["/home/zoe/shop", "/home/zoe/", "linux", "~/shop"],
    ["/home/zoey/shop", "/home/zoe", "linux", "/home/zoey/shop"],
    ["/srv", "/", "linux", "/srv"],
    ["/srv", "", "linux", "/srv"],
    ["C:\\Users\\Zoe\\shop", "C:\\Users\\Zoe", "win32", "~\\shop"],
  ])("%s with home %s", (folder, home, platform, shown) => {
    expect(fromHome(folder, home, platform)).toBe(shown);
  });
});
