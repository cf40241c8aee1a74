// Protocol §10: a login on a host that its person reached by SSH, through the keeper of her own machine. Real `ssh` and `sshd`, the
// command line as it ships at both ends, browser and person in software.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { storedEventsSince } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { SDK_PRINTED, SDK_PROGRAM } from "./sdk-program.ts";
import { approveIn, LOGIN, openSshLaptop } from "./ssh-laptop.ts";
import type { Stage } from "./stage.ts";

const WITHIN_MS = 30_000;
/** The events of that kind, newest last. */
const eventsOf = (stage: Stage, kind: string) => storedEventsSince(stage, 0).filter((event) => event.kind === kind);

async function untilEvent(stage: Stage, kind: string) {
  return until(
    async () => eventsOf(stage, kind).at(-1),
    WITHIN_MS,
    () => `no ${kind} was logged`,
  );
}

describe("a login on a host", () => {
  it.each(["ecdsa", "rsa", undefined] as const)("is approved on the laptop: host key %s", async (type) => {
    const { stage, lab } = await openSshLaptop(onTestFinished, {
      hosts: ["build-7"],
      ...(type !== undefined && { keyType: type }),
    });
    const session = await lab.ssh("build-7", `${LOGIN} && nearside whoami && nearside token | cut -c1-3`);
    await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toEqual({ code: 0, signal: null });
    expect(session.stdout()).toMatch(/^admin \(us_\S+\) at http.*\n(?:.*\n)*eyJ\n$/);
  });

  it("names a host by its certificate, where known_hosts knows its signer alone", async () => {
    const { stage, lab, hosts } = await openSshLaptop(onTestFinished, { hosts: ["build-7"], certified: true });
    const session = await lab.ssh("build-7", LOGIN);
    const place = await approveIn(stage, session);
    expect(place).toMatchObject({ claimed_name: `[127.0.0.1]:${hosts[0]?.port}` });
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
  });

  it("is renewed over the session alone, and ends with it", async () => {
    const { stage, lab } = await openSshLaptop(onTestFinished, { hosts: ["build-7"] });
    const session = await lab.ssh("build-7", `${LOGIN} && nearside token >/dev/null && echo renewed && cat`);
    await approveIn(stage, session);
    await session.printed(/renewed/, WITHIN_MS);
    await session.stop();
    await untilEvent(stage, "place_ended");
    const next = await lab.ssh("build-7", "nearside token");
    expect(await next.ended()).toMatchObject({ code: 4 });
  });

  it("serves every other command, until it is left", async () => {
    const { stage, lab } = await openSshLaptop(onTestFinished, { hosts: ["build-7"] });
    const commands = [
      "nearside doctor --no-browser >doctor 2>&1; grep vouches doctor && ! grep 'where your browser runs' doctor",
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

  it("goes on over a shared connection, in the background too", async () => {
    const { stage, lab } = await openSshLaptop(onTestFinished, { hosts: ["build-7"] });
    const shared = ["-o", "ControlMaster=auto", "-o", `ControlPath=${lab.home}/mux`, "-o", "ControlPersist=60"];
    const first = await lab.ssh(...shared, "build-7", "true");
    expect(await first.ended()).toMatchObject({ code: 0 });
    // The one that signed in has gone; its child has the connection.
    const session = await lab.ssh(...shared, "build-7", LOGIN);
    await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
    expect(await (await lab.ssh(...shared, "-O", "exit", "build-7")).ended()).toMatchObject({ code: 0 });
    await untilEvent(stage, "place_ended");
  });

  it("outlasts a laptop that sleeps", async () => {
    const { stage, lab, keeper } = await openSshLaptop(onTestFinished, { hosts: ["build-7"] });
    const session = await lab.ssh(
      "build-7",
      `${LOGIN} && echo waits && read line && nearside token >/dev/null && echo renewed && cat`,
    );
    await approveIn(stage, session);
    await session.printed(/waits/, WITHIN_MS);
    for (const asleep of [session, keeper]) asleep.signal("SIGSTOP");
    session.type("\n"); // typed ahead: the host hears it once the laptop is awake
    for (const awake of [keeper, session]) awake.signal("SIGCONT");
    await session.printed(/renewed/, WITHIN_MS);
    expect(eventsOf(stage, "place_ended")).toEqual([]);
  });

  it("is made by a program that uses the SDK, by itself", async () => {
    const { stage, lab } = await openSshLaptop(onTestFinished, { hosts: ["build-7"] });
    const program = join(lab.home, "program.mjs");
    await writeFile(program, SDK_PROGRAM);
    const session = await lab.ssh("build-7", `"${process.execPath}" ${program}`);
    await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
    expect(session.stdout()).toMatch(SDK_PRINTED);
  });

  it("names the target itself with ProxyJump", async () => {
    const { stage, lab } = await openSshLaptop(onTestFinished, { hosts: ["bastion"] });
    const target = await lab.newHost("build-7");
    const session = await lab.ssh("-J", "bastion", "build-7", `${LOGIN}`);
    const place = await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
    expect(place).toMatchObject({ kind: "ssh", host_key: target.key.toString("base64url"), hops: [] });
  });

  it("names a second host as the word of the first", async () => {
    const {
      stage,
      lab,
      hosts: [first],
    } = await openSshLaptop(onTestFinished, { hosts: ["bastion"], setup: ["--keys", "bastion"] });
    const behind = await lab.newHost("build-7");
    const hop = `ssh -A -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -p ${behind.port} 127.0.0.1`;
    const session = await lab.ssh("bastion", `${hop} '${LOGIN}'`);
    const place = await approveIn(stage, session);
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
    const fingerprint = Buffer.from(behind.fingerprint.slice("SHA256:".length), "base64").toString("base64url");
    expect(place).toMatchObject({ host_key: first?.key.toString("base64url"), hops: [{ fingerprint }] });
  });
});
