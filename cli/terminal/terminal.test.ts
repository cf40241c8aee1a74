import { spawn } from "node:child_process";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { fitting } from "./status-line.ts";
import { Terminal, type TerminalOptions } from "./terminal.ts";
import { TerminalError } from "./terminal-error.ts";

/** Streams like those of a pipe. */
function piped(changed: Partial<TerminalOptions> = {}) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const ending = new AbortController();
  const terminal = new Terminal({
    ...{ stdin, stdout, stderr, env: {}, json: false },
    ...{ signal: ending.signal, onInterrupt: () => ending.abort() },
    ...changed,
  });
  const shown = (stream: PassThrough): string => String(stream.read() ?? "");
  return { terminal, stdin, ending, out: () => shown(stdout), err: () => shown(stderr) };
}

describe("a stream that is no terminal", () => {
  it("gets people's lines on stderr and results on stdout, without colours", () => {
    const { terminal, out, err } = piped();
    terminal.say("Signed in.", "good");
    terminal.result("a.b.c");
    terminal.object({ ignored: true });
    expect(err()).toBe("Signed in.\n");
    expect(out()).toBe("a.b.c\n");
  });

  it("gets objects only, one on each line, with --json", () => {
    const { terminal, out } = piped({ json: true });
    terminal.result("ignored");
    terminal.object({ type: "user_action_required", note: "a\nb\u202ec\u009b\u2028\u{e0041}\ud800 é" });
    terminal.object({ type: "done" });
    const printed = out();
    expect(printed).toBe(
      '{"type":"user_action_required","note":"a\\nb\\u202ec\\u009b\\u2028\\udb40\\udc41\\ud800 é"}\n{"type":"done"}\n',
    );
    expect(JSON.parse(printed.split("\n")[0] ?? "")).toMatchObject({
      note: "a\nb\u202ec\u009b\u2028\u{e0041}\ud800 é",
    });
  });

  it("never obeys what comes from outside", async () => {
    const { terminal, out, err } = piped();
    terminal.say("hello\u001b[2J\r\nfaked line\u202e");
    terminal.status("a\u0007");
    terminal.result("x\u001b]0;t\u0007");
    expect(err()).toBe("hello\\u{1b}[2J\\u{d}\\u{a}faked line\\u{202e}\na\\u{7}\n");
    expect(out()).toBe("x\\u{1b}]0;t\\u{7}\n");
  });

  it("is told the state once, and no countdown runs", () => {
    const { terminal, err } = piped();
    terminal.status("Waiting");
    terminal.status("Waiting");
    terminal.endStatus();
    terminal
      .countdown(
        (left) => `${left} s left`,
        5000,
        () => 1500,
      )
      .stop();
    expect(err()).toBe("Waiting\n4 s left\n");
  });

  it("is asked nothing", async () => {
    const { terminal, err } = piped();
    for (const question of [terminal.question("Name?"), terminal.secret("Ticket?"), terminal.confirm("Sure?")]) {
      await expect(question).rejects.toThrow(expect.objectContaining({ code: "no_terminal" }));
    }
    expect(err()).toBe("");
  });

  it("gives its lines one by one", async () => {
    const { terminal, stdin } = piped();
    const first = terminal.pipedLine();
    stdin.write("zo");
    stdin.write(Buffer.from([0xc3]));
    stdin.write(Buffer.from([0xab, 0x0d, 0x0a]));
    expect(await first).toBe("zoë");
    stdin.end("ticket\n\nlast");
    expect(await terminal.pipedLine()).toBe("ticket");
    expect(await terminal.pipedLine()).toBe("");
    expect(await terminal.pipedLine()).toBe("last");
    expect(await terminal.pipedLine()).toBeNull();
    expect(await terminal.pipedLine()).toBeNull();
  });

  it("is not read forever", async () => {
    const { terminal, stdin } = piped();
    stdin.write("x".repeat(5000));
    await expect(terminal.pipedLine()).rejects.toThrow(TerminalError);
  });

  it("stops reading when the command ends", async () => {
    const { terminal, ending } = piped();
    const line = terminal.pipedLine();
    ending.abort();
    await expect(line).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    await expect(terminal.pipedLine()).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  });
});

describe("fitting", () => {
  it.each([
    ["short", 10, "short"],
    ["0123456789", 10, "0123456789"],
    ["0123456789a", 10, "012345678…"],
    ["日本語日本語", 7, "日本語…"],
    ["日本語", 6, "日本語"],
    ["e\u0301".repeat(5), 5, "e\u0301".repeat(5)],
    ["👩👩👩", 5, "👩👩…"],
  ])("%s in %i columns", (text, columns, shown) => {
    expect(fitting(text, columns)).toBe(shown);
  });
});

/** A real terminal: script(1) gives its child one. */
describe("a real terminal", () => {
  const sessions: ReturnType<typeof spawn>[] = [];

  afterEach(async () => {
    for (const session of sessions.splice(0)) {
      const over = session.exitCode === null && session.signalCode === null ? once(session, "exit") : undefined;
      session.kill("SIGKILL");
      await over;
    }
  });

  const source = (body: string): string => `
    import { Terminal } from ${JSON.stringify(new URL("./terminal.ts", import.meta.url).href)};
    const ending = new AbortController();
    const { stdin, stdout, stderr, env } = process;
    process.on("SIGINT", () => ending.abort());
    const terminal = new Terminal({ stdin, stdout, stderr, env, json: false, signal: ending.signal, onInterrupt: () => ending.abort() });
    try { ${body} } catch (error) { terminal.say("ended by " + (error.name === "TerminalError" ? error.code : error.name)); }`;

  /** Runs the body on a terminal, whose settings stty(1) tells afterwards. */
  function session(body: string, env: Record<string, string> = {}) {
    const command = `"$NODE" --input-type=module -e "$SOURCE"; stty -a | tr ';' '\\n' | grep -ow -e '-\\?echo' -e '-\\?icanon'`;
    const child = spawn("script", ["-qec", command, "/dev/null"], {
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        PATH: process.env["PATH"],
        SHELL: "/bin/sh",
        TERM: "xterm",
        NODE: process.execPath,
        SOURCE: source(body),
        ...env,
      },
    });
    sessions.push(child);
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    const until = async (text: string): Promise<string> => {
      while (!printed.includes(text)) await once(child.stdout, "data");
      return printed;
    };
    const end = async (): Promise<string> => {
      await once(child, "close");
      return printed.replaceAll("\r\n", "\n");
    };
    return { type: (text: string) => child.stdin.write(text), until, end };
  }

  it("asks, and hides what is secret", async () => {
    const { type, until, end } = session(`
      const name = await terminal.question("Whom is this machine for?");
      const ticket = await terminal.secret("Ticket:");
      terminal.result(name + "/" + ticket.length);
      terminal.result(String(await terminal.confirm("Do both show the same?")));`);
    await until("for?");
    type(" alice\r");
    await until("Ticket:");
    type("hunter2x\u007f\r");
    await until("alice/7");
    type("\r");
    await until("yes or no.");
    type("yes\r");
    const printed = await end();
    expect(printed).not.toContain("hunter");
    expect(printed).toMatch(/Ticket: \nalice\/7\n/);
    expect(printed).toMatch(/true\n.*icanon\necho|true\necho\nicanon/);
    expect(printed).not.toContain("-echo");
  });

  it("draws nothing over an open question, and shows it again below what is said meanwhile", async () => {
    const { type, until, end } = session(`
      let now = 0;
      terminal.countdown((left) => "Waiting, " + left + " s left", 9000, () => now);
      setInterval(() => { now += 1000; }, 900).unref();
      const asked = terminal.question("Why?");
      process.on("SIGUSR1", () => terminal.say("Bob has approved."));
      terminal.result(String(process.pid));
      terminal.result(await asked);
      terminal.endStatus();`);
    await until("Why?");
    type("half an ");
    await until("half an ");
    const pid = Number(/^(\d+)\r$/m.exec(await until("\n"))?.[1]);
    await new Promise((resume) => setTimeout(resume, 2100)); // the countdown would have drawn twice
    process.kill(pid, "SIGUSR1");
    await until("approved.");
    type("answer\r");
    const printed = await end();
    expect(printed).toContain("half an \nBob has approved.\nWhy? half an answer");
    expect(printed.split("Why?").slice(1).join()).not.toContain("Waiting");
  });

  it.each([
    ["question", "a half ans"],
    ["secret", "half a tick"],
  ])("ends at Ctrl-C in a %s, with a whole line and echo", async (kind, typed) => {
    const { type, until, end } = session(`await terminal.${kind}("Well?");`);
    await until("Well?");
    type(`${typed}\u0003`);
    const printed = await end();
    expect(printed).toMatch(/\nended by AbortError\n/);
    expect(printed).not.toContain("-echo");
    expect(printed).not.toContain("half a tick");
  });

  it("ends at Ctrl-D", async () => {
    const { type, until, end } = session(`await terminal.secret("Ticket:");`);
    await until("Ticket:");
    type("\u0004");
    expect(await end()).toMatch(/Ticket: \nended by input_ended\n/);
  });

  it("draws one line over, keeps it below what is said, and removes it at Ctrl-C", async () => {
    const { type, until, end } = session(`
      let now = 0;
      terminal.countdown((left) => "Waiting, " + left + " s left", 9000, () => now);
      terminal.say("Opened your browser.");
      const clock = setInterval(() => { now += 1000; }, 900);
      await new Promise((_, reject) => ending.signal.addEventListener("abort", () => {
        clearInterval(clock);
        reject(ending.signal.reason);
      }));`);
    await until("8 s left");
    type("\u0003");
    const printed = (await end()).split("\u001b[2K");
    expect(printed[1]).toContain("Waiting, 9 s left");
    expect(printed[2]).toBe("Opened your browser.\n\r");
    expect(printed[3]).toContain("Waiting, 9 s left");
    // The last drawing is erased before anything else is written.
    expect(printed.at(-1)).toMatch(/^ended by AbortError\n/);
  });

  it("has colours, unless NO_COLOR or TERM says no", async () => {
    const body = `terminal.say("Signed in.", "good"); terminal.status("Waiting"); terminal.endStatus();`;
    expect(await session(body).end()).toContain("\u001b[32mSigned in.\u001b[39m\n");
    const plain = await session(body, { NO_COLOR: "1" }).end();
    expect(plain).toMatch(/^Signed in\.\n/);
    const dumb = await session(body, { TERM: "dumb" }).end();
    expect(dumb).toMatch(/^Signed in\.\nWaiting\n/);
    expect(dumb).not.toContain("\u001b");
  });
});
