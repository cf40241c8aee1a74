// Protocol §10: a login on a host that its person reached by SSH, through the keeper of her own machine. Real `ssh` and `sshd`, the
// command line as it ships at both ends, browser and person in software.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import type { Process } from "../support/process.ts";
import { lastStoredEvent, storedEventsSince } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { SDK_PRINTED, SDK_PROGRAM } from "./sdk-program.ts";
import type { SshHostProgram, SshLab } from "./ssh-lab.ts";
import { approveIn, LOGIN, openSshLaptop } from "./ssh-laptop.ts";
import type { Stage } from "./stage.ts";

const WITHIN_MS = 30_000;
const atEnd = afterTests();
let stage: Stage;
let lab: SshLab;
let keeper: Process;
let bastion: SshHostProgram;

beforeAll(async () => {
  ({ stage, lab, keeper } = await openSshLaptop(atEnd, { hosts: ["build-7"], setup: ["--keys", "bastion"] }));
  bastion = await lab.newHost("bastion");
});

const placeEnds = (seq: number) => storedEventsSince(stage, seq).filter(({ kind }) => kind === "place_ended");

const untilPlaceEnds = (seq: number) =>
  until(
    async () => placeEnds(seq)[0],
    WITHIN_MS,
    () => "no place has ended",
  );

describe("a login on a host", () => {
  it.each(["ecdsa", "rsa", "ed25519"] as const)("is approved on the laptop: host key %s", async (keyType) => {
    await lab.newHost(`of-${keyType}`, { keyType });
    const session = await lab.ssh(
      `of-${keyType}`,
      `${LOGIN} && nearside whoami && nearside token --client-id short | cut -c1-3`,
    );
    await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toEqual({ code: 0, signal: null });
    expect(session.stdout()).toMatch(
      /^admin \(us_\S+\) at http.*\nmachine \S+, its key on the machine that you came from\n/,
    );
    expect(session.stdout()).toMatch(/^eyJ\n$/m);
  });

  it("opens its page on the laptop, with the screen and the browser that the session began with", async () => {
    const [browser, opened] = [join(lab.home, "browser"), join(lab.home, "opened")];
    await writeFile(browser, `#!/bin/sh\nprintf '%s %s\\n' "$1" "$DESK" >"${opened}"\n`, { mode: 0o755 });
    const session = await lab.run("ssh", ["build-7", LOGIN], { BROWSER: browser, DESK: "of hers" });
    const [url] = await session.printed(/http:\S+\/approve\/rq_[\w-]{22}/);
    const shown = await until(
      async () => (existsSync(opened) ? readFile(opened, "utf8") : undefined),
      WITHIN_MS,
      () => "no page was opened",
    );
    expect(shown).toBe(`${url} of hers\n`);
    await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
  });

  it("is refused where an agent under a lease began the session", async () => {
    const asAgent = (...args: readonly string[]) =>
      lab.run("prlimit", ["--locks=0:0", "ssh", ...args, "build-7", LOGIN]);
    const session = await asAgent("-o", `ForwardAgent=${join(lab.state, "keeper/ssh.sock")}`);
    expect((await session.ended()).code).not.toBe(0);
    expect(session.stderr()).toContain("An agent under a lease started this");
    // by itself, it does not bring the keeper along
    const plain = await asAgent();
    expect((await plain.ended()).code).not.toBe(0);
    expect(plain.stderr()).toContain("No keeper of your own machine answers");
  });

  it("names a host by its certificate, where known_hosts knows its signer alone", async () => {
    const { port } = await lab.newHost("certified", { certified: true });
    const session = await lab.ssh("certified", LOGIN);
    const place = await approveIn(stage, session);
    expect(place).toMatchObject({ claimed_name: `[127.0.0.1]:${port}` });
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
  });

  it("is renewed over the session alone, and ends with it", async () => {
    const seq = lastStoredEvent(stage);
    const session = await lab.ssh("build-7", `${LOGIN} && nearside exec --client-id short true && echo renewed && cat`);
    await approveIn(stage, session);
    await session.printed(/renewed/, WITHIN_MS);
    expect(storedEventsSince(stage, seq).map(({ kind }) => kind)).toContain("token_refreshed");
    await session.stop();
    await untilPlaceEnds(seq);
    const next = await lab.ssh("build-7", "nearside token --client-id short");
    expect(await next.ended()).toMatchObject({ code: 4 });
  });

  it("serves every other command, until it is left", async () => {
    const commands = [
      "nearside doctor --no-browser >doctor 2>&1; grep vouches doctor && grep 'You can log in here' doctor && ! grep 'where your browser runs' doctor",
      LOGIN,
      "nearside status",
      "nearside exec --client-id short -- sh -c 'test -n \"$NEARSIDE_ACCESS_TOKEN\" && echo has a token'",
      "nearside logout",
      "nearside whoami",
    ];
    const session = await lab.ssh("build-7", commands.join(" && "));
    await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 4 });
    expect(session.stdout()).toMatch(/vouches for you here: admin at .*has a token/s);
    expect(session.stderr()).toMatch(/You are signed out/);
  });

  it("continues over a shared connection, in the background too", async () => {
    const shared = ["-o", "ControlMaster=auto", "-o", `ControlPath=${lab.home}/mux`, "-o", "ControlPersist=60"];
    const first = await lab.ssh(...shared, "build-7", "true");
    expect(await first.ended()).toMatchObject({ code: 0 });
    // The one that signed in has gone; its child has the connection.
    const session = await lab.ssh(...shared, "build-7", LOGIN);
    await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
    const seq = lastStoredEvent(stage);
    expect(await (await lab.ssh(...shared, "-O", "exit", "build-7")).ended()).toMatchObject({ code: 0 });
    await untilPlaceEnds(seq);
  });

  it("outlasts a laptop that sleeps: what the host asks meanwhile is answered once it is awake", async () => {
    const seq = lastStoredEvent(stage);
    const [go, asks] = [join(lab.home, "go"), join(lab.home, "asks")];
    const whenAsked = `until [ -e ${go} ]; do sleep 0.1; done; : >${asks}; nearside exec --client-id short true && echo renewed`;
    const session = await lab.ssh("build-7", `${LOGIN} && echo waits && ${whenAsked} && cat`);
    await approveIn(stage, session);
    await session.printed(/waits/, WITHIN_MS);
    for (const asleep of [session, keeper]) asleep.signal("SIGSTOP");
    await writeFile(go, "");
    await until(
      async () => existsSync(asks) || undefined,
      WITHIN_MS,
      () => "the host asks nothing",
    );
    expect(session.stdout()).not.toMatch(/renewed/);
    for (const awake of [keeper, session]) awake.signal("SIGCONT");
    await session.printed(/renewed/, WITHIN_MS);
    expect(placeEnds(seq)).toEqual([]);
    await session.stop();
  });

  it("is begun by a program that uses the SDK, without the command line", async () => {
    const program = join(lab.home, "program.mjs");
    await writeFile(program, SDK_PROGRAM);
    const session = await lab.ssh("build-7", `"${process.execPath}" ${program}`);
    await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
    expect(session.stdout()).toMatch(SDK_PRINTED);
  });

  it("names the target itself with ProxyJump", async () => {
    const target = await lab.newHost("behind");
    const session = await lab.ssh("-J", "bastion", "behind", LOGIN);
    const place = await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
    expect(place).toMatchObject({ kind: "ssh", host_key: target.key.toString("base64url"), hops: [] });
  });

  it("names a second host as the first one names it", async () => {
    const second = await lab.newHost("further");
    const hop = `ssh -A -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -p ${second.port} 127.0.0.1`;
    const session = await lab.ssh("bastion", `${hop} '${LOGIN}'`);
    const place = await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
    const fingerprint = Buffer.from(second.fingerprint.slice("SHA256:".length), "base64").toString("base64url");
    expect(place).toMatchObject({ host_key: bastion.key.toString("base64url"), hops: [{ fingerprint }] });
  });

  // the last one: the others have the keeper of before
  it("tells what to do over a session that began before its keeper did", async () => {
    const session = await lab.ssh("build-7", `echo open; read go; ${LOGIN}`);
    await session.printed(/open/, WITHIN_MS);
    await keeper.stop();
    keeper = await lab.startKeeper();
    session.type("\n");
    expect(await session.ended()).toMatchObject({ code: 156 });
    expect(session.stderr()).toMatch(/restarted after this session started, end this session and start it again/);
    const again = await lab.ssh("build-7", LOGIN);
    await approveIn(stage, again);
    expect(await again.ended(), again.stderr()).toMatchObject({ code: 0 });
  });
});
