import { standingAnswerSchema } from "@nearside/shared/api/devices.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { postProvedJson } from "../../../test/kit/send.ts";
import { offboardUser } from "../../administration/offboarding/offboard-user.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { enrolledMachine, pendingMachine } from "../../testing/enrol.ts";
import { allRows } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { loseMachine } from "./lose-machine.ts";
import { quarantineMachine, releaseMachine } from "./quarantine-machine.ts";
import { revokeMachine } from "./revoke-machine.ts";
import { restoreUser, suspendUser } from "./suspend-user.ts";

// A machine follows its standing (protocol §4.7): a held request is answered the moment the standing changes.

const PATH = "/api/devices/standing";
const WHY = { by: SERVER_SHELL, note: null } as const;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let people = 0;
  let machine: EnrolledMachine;
  beforeEach(async () => {
    people += 1;
    machine = await enrolledMachine(server, `alice-${people}`);
  });

  const ask = (known: string | null, by = machine.device) => postProvedJson(server, PATH, { known }, by);
  const standing = async (known: string | null) => (await ask(known)).as(standingAnswerSchema).standing;
  /** Asks, and changes the standing once the request is held. */
  async function answerAfter(known: string, change: () => Promise<unknown>): Promise<string> {
    let isAnswered = false;
    const held = standing(known).finally(() => {
      isAnswered = true;
    });
    await standing(null); // it is answered after the held one has started to wait
    expect(isAnswered).toBe(false);
    await change();
    return held;
  }

  it("tells it at once to a machine that knows nothing, or something else", async () => {
    expect(await standing(null)).toBe("active");
    expect(await standing("revoked")).toBe("active");
  });

  it("tells it the moment the machine is quarantined, released, and revoked", async () => {
    const { services } = server;
    const { boundSetId } = machine;
    expect(await answerAfter("active", () => quarantineMachine(services, boundSetId, WHY))).toBe("quarantined");
    expect(await answerAfter("quarantined", () => releaseMachine(services, boundSetId, WHY))).toBe("active");
    expect(await answerAfter("active", () => revokeMachine(services, boundSetId, WHY))).toBe("revoked");
    expect(await standing(null)).toBe("revoked");
  });

  it("tells it the moment the machine is lost", async () => {
    expect(await answerAfter("active", () => loseMachine(server.services, machine.boundSetId, WHY))).toBe("revoked");
  });

  it("tells it the moment its person is suspended, restored, and offboarded", async () => {
    const { services } = server;
    const { name } = machine.user;
    expect(await answerAfter("active", () => suspendUser(services, name, WHY))).toBe("suspended");
    expect(await answerAfter("suspended", () => restoreUser(services, name, SERVER_SHELL))).toBe("active");
    const offboard = () => offboardUser(services, { column: "name", value: name }, { ...WHY, shown: null });
    expect(await answerAfter("active", offboard)).toBe("revoked");
  });

  it("tells a machine that waits for an administrator that it does", async () => {
    const waiting = await newMachine();
    await pendingMachine(server, waiting, `bob-${people}`);
    expect((await ask(null, waiting.device)).as(standingAnswerSchema)).toEqual({ standing: "pending" });
  });

  it("refuses a key that it does not know, and an unknown standing", async () => {
    expect((await ask(null, await newSigner())).outcome).toBe("400 device_unknown");
    expect((await ask("fine")).outcome).toMatch(/^400 invalid_request/);
  });

  it("writes nothing", async () => {
    const before = await allRows(server);
    await standing(null);
    expect(await allRows(server)).toEqual(before);
  });
});
