// Protocol §12: an agent under a lease. One approval, tokens that nobody sees, and an end that counts at once.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { denyAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { rowsOf, storedEventsSince } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { type LeaseStage, openLeaseStage, script, sdkProgram, startAgent } from "./leasing.ts";
import { approveTyped, meetForTyped } from "./real-command-line.ts";

const WITHIN_MS = 30_000;
const atEnd = afterTests();
let stage: LeaseStage;
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
});

const listSchema = v.object({
  leases: v.array(v.object({ id: v.string(), pid: v.number(), calls_left: v.nullable(v.number()) })),
});

async function leases(): Promise<v.InferOutput<typeof listSchema>["leases"]> {
  const cli = await stage.home.nearside(["lease", "list", "--json"]);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  return v.parse(listSchema, JSON.parse(cli.stdout())).leases;
}

const untilNone = () =>
  until(
    async () => ((await leases()).length === 0 ? true : undefined),
    WITHIN_MS,
    () => "the lease did not end",
  );

/** Reads why it ended, as its server wrote it down. */
const endOf = (id: string): Promise<string> =>
  until(
    async () => {
      const reason = rowsOf(stage, "SELECT end_reason FROM leases WHERE login_id = ?", id)[0]?.["end_reason"];
      return typeof reason === "string" ? reason : undefined;
    },
    WITHIN_MS,
    () => "the server does not know that the lease has ended",
  );

describe("a program under a lease", () => {
  it("uses the API by one approval, and the lease ends with it", async () => {
    const { cli, id } = await stage.lease(
      ["--api", stage.api, "--scope", "orders:read", "--calls", "2", "--name", "Claude Code", "--why", "weekly report"],
      script(`nearside lease fetch ${stage.api}/orders && nearside lease fetch ${stage.api}/orders
        nearside lease fetch ${stage.api}/orders; exit 7`),
    );
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 7, signal: null });
    expect(cli.stdout().match(/one coffee/g)).toHaveLength(2);
    expect(cli.stderr()).toContain("Claude Code may, for 2 hours, 2 calls:");
    expect(cli.stderr()).toContain("All calls of this lease are used up");
    await untilNone();
    expect(await endOf(id)).toBe("process_ended");
    const events = storedEventsSince(stage, 0).map(({ kind }) => kind);
    expect(events.filter((kind) => kind === "lease_token")).toHaveLength(2);
    expect(rowsOf(stage, "SELECT url, status FROM lease_calls ORDER BY told_at")).toEqual(
      Array.from({ length: 2 }, () => ({ url: `${stage.api}/orders`, status: 200 })),
    );
  });

  it("imports the SDK, which asks the keeper and not its person", async () => {
    const agent = await startAgent(stage);
    const program = await sdkProgram(
      stage,
      `const nearside = await Nearside.open({ clientId: "nearside-cli" });
       const session = await nearside.signIn({ resource: "${stage.api}", scope: "orders:read" });
       const token = await session.token();
       const answer = await session.fetch("${stage.api}/orders");
       const more = await nearside.signIn({ resource: "${stage.api}", scope: "orders:write" }).catch(({ code }) => code);
       const elsewhere = await session.fetch("${stage.other}/").catch(({ code }) => code);
       console.log(JSON.stringify([token.audience, answer.status, (await answer.json()).orders.length, more, elsewhere]));`,
    );
    const { out, code } = await agent.does(program);
    expect([code, JSON.parse(out)]).toEqual([0, [[stage.api], 200, 2, "scope_refused", "address_not_granted"]]);
    await agent.ends();
    await untilNone();
  });
});

describe("a lease", () => {
  it("is denied with a sentence, which the terminal shows, and nothing is started", async () => {
    const { cli, id } = await stage.ask(["--api", stage.api], ["touch", "started"]);
    const { attestation } = await meetForTyped(stage, { id });
    const reason = "use the staging API";
    const body = {
      denial: await denial.sign(stage.parties.extension, { attestation: await sha256Base64url(attestation), reason }),
      alert: false,
    };
    (await stage.postJson(`/api/requests/${id}/deny`, body)).as(denyAnswerSchema);
    expect(await cli.ended()).toEqual({ code: 20, signal: null });
    expect(cli.stderr()).toContain('Denied: "use the staging API"');
    expect(await readdir(join(stage.home.folder, "shop"))).toEqual([]);
  });

  it("is withdrawn where its person gives up", async () => {
    const { cli, id } = await stage.ask(["--api", stage.api], ["true"]);
    cli.signal("SIGINT");
    expect((await cli.ended()).code).toBe(130);
    const stateOf = () => rowsOf(stage, "SELECT state FROM logins WHERE id = ?", id)[0]?.["state"];
    await until(
      async () => (stateOf() === "withdrawn" ? true : undefined),
      WITHIN_MS,
      () => "the request was not withdrawn",
    );
  });

  it("ends here within a second once its machine is quarantined at the server", async () => {
    const agent = await startAgent(stage);
    const machine = String(
      rowsOf(stage, "SELECT device_jkt FROM logins ORDER BY created_at DESC LIMIT 1")[0]?.["device_jkt"],
    );
    await stage.server.shell("machines", "quarantine", machine);
    const told = performance.now();
    await until(
      async () =>
        /it issues no more tokens/.test((await agent.does(`nearside lease fetch ${stage.api}/orders`)).out)
          ? true
          : undefined,
      WITHIN_MS,
      () => "the lease continues",
    );
    expect(performance.now() - told).toBeLessThan(5000);
    await agent.ends();
    await stage.server.shell("machines", "release", machine);
  });

  it("ends when the person ends it, and when it is given back", async () => {
    for (const from of ["person", "agent"]) {
      const agent = await startAgent(stage);
      if (from === "agent") expect((await agent.does(`nearside lease end ${agent.id}`)).code).toBe(0);
      else expect((await (await stage.home.nearside(["lease", "end", "--all"])).ended()).code).toBe(0);
      expect((await agent.does(`nearside lease fetch ${stage.api}/orders`)).code).toBe(168);
      expect(await endOf(agent.id)).toBe("given_back");
      await agent.ends();
      expect(agent.cli.stderr()).toContain("ended before its program did. The agent ended it.");
    }
  });

  it("ends when the screen is locked", async () => {
    await untilNone();
    const bus = await startProcess({
      command: "dbus-daemon",
      args: ["--session", "--nofork", "--print-address"],
      env: { PATH: process.env["PATH"] ?? "" },
    });
    atEnd(async () => void (await bus.stop()));
    const [address = ""] = await bus.printed(/unix:\S+/);
    const env = { DBUS_SESSION_BUS_ADDRESS: address };
    const asked = await stage.ask(["--api", stage.api], ["sleep", "60"], { env });
    await approveTyped(stage, asked);
    await asked.cli.printed(/ may, for /);
    const saver = [
      "--object-path",
      "/org/freedesktop/ScreenSaver",
      "--signal",
      "org.freedesktop.ScreenSaver.ActiveChanged",
    ];
    const say = async (isActive: string): Promise<void> => {
      const args = ["emit", "--session", ...saver, isActive];
      const emitting = await startProcess({ command: "gdbus", args, env: { PATH: process.env["PATH"] ?? "", ...env } });
      expect((await emitting.ended()).code, emitting.stderr()).toBe(0);
    };
    await say("false");
    expect(await leases()).toHaveLength(1);
    await until(
      async () => {
        await say("true"); // what listens may have just begun
        return (await leases()).length === 0 ? true : undefined;
      },
      WITHIN_MS,
      () => "the lease did not end",
    );
    expect(await endOf(asked.id)).toBe("screen_locked");
    await asked.cli.stop();
  });

  it("ends with its keeper", async () => {
    const agent = await startAgent(stage);
    expect((await (await stage.home.nearside(["keeper", "stop"])).ended()).code).toBe(0);
    expect(await endOf(agent.id)).toBe("keeper_stopped");
    expect((await agent.does(`nearside lease fetch ${stage.api}/orders`)).code).not.toBe(0);
    await agent.ends();
  });
});
