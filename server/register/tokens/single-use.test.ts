import { beforeEach, describe, expect, it } from "vitest";
import { approvedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { poll, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { fourAtOnce, outcomesOf } from "../../testing/races.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { openTestServer } from "../../testing/test-server.ts";
import { SingleUse } from "./single-use.ts";

// The use of a message that counts once is remembered together with what the request wrote, or by itself where it wrote
// nothing (threat P1).

const server = serverForEach();
let machine: EnrolledMachine;
beforeEach(async () => {
  machine = await enrolledMachine(server, "alice");
});

const mark = (jti: string) => ({
  kind: "test",
  signer: "s",
  jti,
  forgetAt: server.services.clock() + 1000,
  replayed: () => new Error("seen before"),
});
const marks = async () => (await server.services.db.selectFrom("replay").select("key").execute()).length;

describe("a message that was sent once", () => {
  it("is remembered in the step's own transaction, and refused after it", async () => {
    const before = await marks();
    const step = () =>
      SingleUse.during(server.services, async (once) => {
        await once.add(mark("a"));
        expect(await marks()).toBe(before);
        return once.transaction(async (trx) => {
          const rows = await trx.selectFrom("replay").select("key").execute();
          return rows.length;
        });
      });
    expect(await step()).toBe(before + 1);
    await expect(step()).rejects.toThrow("seen before");
    expect(await marks()).toBe(before + 1);
  });

  it.each([
    ["before its transaction", (_: SingleUse) => Promise.reject(new Error("no"))],
    ["within it", (once: SingleUse) => once.transaction(() => Promise.reject(new Error("no")))],
  ])("is remembered where it was refused %s", async (_, refused) => {
    const step = () =>
      SingleUse.during(server.services, async (once) => {
        await once.add(mark("a"));
        await refused(once);
      });
    await expect(step()).rejects.toThrow("no");
    await expect(step()).rejects.toThrow("seen before");
  });

  it("is remembered where a step changed nothing, and once where it makes two transactions", async () => {
    const before = await marks();
    await SingleUse.during(server.services, (once) => once.add(mark("a")));
    await SingleUse.during(server.services, async (once) => {
      await once.add(mark("b"));
      await once.transaction(async () => {});
      await once.transaction(async () => {});
    });
    expect(await marks()).toBe(before + 2);
  });
});

describe("its cost", () => {
  const refusedStep = (jti: string, charged: string[]) =>
    SingleUse.during(server.services, async (once) => {
      await once.add(mark(jti));
      await once.spend(async () => void charged.push(jti));
      throw new Error("no");
    });

  it("is paid where it was refused before its transaction, and never by what comes again", async () => {
    const charged: string[] = [];
    const outcome = await Promise.allSettled(["a", "a", "b"].map((jti) => refusedStep(jti, charged)));
    expect(outcome.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    await expect(refusedStep("a", charged)).rejects.toThrow("seen before");
    expect(charged.sort()).toEqual(["a", "b"]);
  });

  it("holds a client that is refused without end to the person's budget (threat R19)", async () => {
    const { limits } = server.services.config;
    const strict = await openTestServer({ limits: { ...limits, refreshesPerUserPerMinute: 10 } });
    const bob = await enrolledMachine(strict, "bob");
    const login = await redeemedLogin(strict, bob);
    const more = () => refresh(strict, bob, login, login.tokens.refresh_token, { form: { scope: "more" } });
    for (let times = 0; times < 10; times += 1) expect((await more()).outcome).toBe("400 invalid_scope");
    expect((await more()).outcome).toBe("429 temporarily_unavailable");
    await strict.close();
  });
});

it("of four requests with one proof, one redeems, and three learn that it was sent twice", async () => {
  const login = await approvedLogin(server, machine);
  const jti = server.id();
  const outcome = outcomesOf(await fourAtOnce(() => poll(server, login, { proof: { jti } })));
  expect(outcome).toEqual(["200", ...Array(3).fill("400 invalid_dpop_proof")]);
});

it("of four refreshes with one statement, one rotates, and no family ends by it", async () => {
  const login = await redeemedLogin(server, machine);
  const jti = server.id();
  const send = () => refresh(server, machine, login, login.tokens.refresh_token, { claims: { jti } });
  const outcome = outcomesOf(await fourAtOnce(send));
  expect(outcome).toEqual(["200", ...Array(3).fill("400 invalid_grant/replayed")]);
  const families = await server.services.db.selectFrom("token_families").select("state").execute();
  expect(families).toEqual([{ state: "active" }]);
});
