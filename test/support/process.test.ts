import { afterEach, describe, expect, it } from "vitest";
import { type Process, type Start, startProcess } from "./process.ts";

const started: Process[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) await child.stop(0);
});

async function node(program: string, start: Partial<Start> = {}): Promise<Process> {
  const child = await startProcess({ command: process.execPath, args: ["-e", program], env: {}, ...start });
  started.push(child);
  return child;
}

const RUNS_ON = "setInterval(() => {}, 1000);";

describe("a child process", () => {
  it("is read as it prints, also where no line has ended", async () => {
    const child = await node(`process.stdout.write("listening on 4790\\nticket? "); ${RUNS_ON}`);
    expect((await child.printed(/listening on (\d+)/))[1]).toBe("4790");
    await child.printed(/ticket\? $/);
  });

  it("is answered on its input", async () => {
    const child = await node(`process.stdin.on("data", (text) => process.stderr.write("got " + text));`);
    child.type("yes\n");
    await child.printed(/got yes/);
    child.endInput();
    expect(await child.ended()).toEqual({ code: 0, signal: null });
  });

  it("that ends too early fails the wait with what it had printed", async () => {
    const child = await node(`console.error("no such issuer"); process.exitCode = 3;`);
    await expect(child.printed(/never/)).rejects.toThrow(/it ended \(3\) before it printed \/never\/.*no such issuer/s);
  });

  it("that leaves a child of its own behind is stopped all the same", async () => {
    const left = `require("node:child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 20_000)"], { stdio: "inherit" })`;
    const child = await node(`process.stdout.write("left " + ${left}.pid + ";"); ${RUNS_ON}`);
    const [, pid] = await child.printed(/left (\d+);/);
    expect((await child.stop(50)).signal).toBe("SIGTERM");
    process.kill(Number(pid)); // it throws where nothing is left
  });

  it("that says nothing fails the wait at the deadline", async () => {
    const child = await node(RUNS_ON);
    await expect(child.printed(/never/, 50)).rejects.toThrow(/50 ms passed/);
  });

  it("is killed when it ignores SIGTERM", async () => {
    const child = await node(`process.on("SIGTERM", () => console.log("no")); console.log("ready"); ${RUNS_ON}`);
    await child.printed(/ready/);
    child.signal("SIGTERM");
    await child.printed(/no/);
    expect(await child.stop(50)).toEqual({ code: null, signal: "SIGKILL" });
  });

  it("sees only the environment it was given", async () => {
    const child = await node("console.log(JSON.stringify(process.env));", { env: { HOME: "/nowhere" } });
    await child.ended();
    expect(JSON.parse(child.stdout())).toEqual({ HOME: "/nowhere" });
  });

  it("that can't be started is an error at once", async () => {
    await expect(startProcess({ command: "/no/such/program", args: [], env: {} })).rejects.toThrow(
      "could not be started",
    );
  });
});

describe("a child process in a terminal", () => {
  const env = { PATH: "/usr/bin:/bin" };

  it("has one, quotes and all, and keeps its exit code", async () => {
    const child = await node(
      `console.log([process.stdin.isTTY, process.stdout.isTTY, "it's"].join()); process.exitCode = 5;`,
      {
        terminal: true,
        env,
      },
    );
    await child.printed(/true,true,it's/);
    expect((await child.ended()).code).toBe(5);
  });

  it("gets a typed Ctrl-C as SIGINT", async () => {
    const child = await node(`process.on("SIGINT", () => process.exit(130)); console.log("ready"); ${RUNS_ON}`, {
      terminal: true,
      env,
    });
    await child.printed(/ready/);
    child.type("\u0003");
    expect((await child.ended()).code).toBe(130);
  });
});
