import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startHousekeeping, tidy } from "./housekeeping.ts";
import { startNonce } from "./login/start-nonce.ts";
import { firstSeen } from "./oauth/replay-store.ts";
import { enrolledMachine, eventsOf, openWorld, startedLogin, type World } from "./temporary-world.ts";

const MINUTE = 60_000;
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const loginStates = async () =>
  (await world.ground.db.selectFrom("logins").select("state").execute()).map(({ state }) => state);

it("forgets what is too old to be replayed, and nothing that is not", async () => {
  const { db } = world.ground;
  await firstSeen(db, "dpop", "signer", "old", world.time.now);
  await firstSeen(db, "dpop", "signer", "young", world.time.now + 1);
  await tidy(world.ground);
  expect(await firstSeen(db, "dpop", "signer", "young", world.time.now + 1)).toBe(false);
  expect(await db.selectFrom("replay").select("expires_at").execute()).toEqual([{ expires_at: world.time.now + 1 }]);
});

it("keeps a nonce as long as its request may live, so that used and expired are told apart, and then forgets it", async () => {
  const nonces = () => world.ground.db.selectFrom("nonces").selectAll().execute();
  await startNonce(world.ground, "subject", "hash", "session");
  world.time.now += 15 * MINUTE;
  await tidy(world.ground);
  expect(await nonces()).toHaveLength(1);
  world.time.now += MINUTE + 1;
  await tidy(world.ground);
  expect(await nonces()).toEqual([]);
});

it("moves an overdue login to expired, tells who waits for it, and says so in the log of events", async () => {
  const { id } = await startedLogin(world, await enrolledMachine(world, "alice"));
  world.time.now += 5 * MINUTE - 1000;
  await tidy(world.ground);
  expect(await loginStates()).toEqual(["pending"]);
  const waiting = world.ground.changes.listen(id, new AbortController().signal);
  world.time.now += 1000;
  await tidy(world.ground);
  await waiting?.next;
  waiting?.stop();
  expect(await loginStates()).toEqual(["expired"]);
  await tidy(world.ground);
  expect((await eventsOf(world.ground.db, id)).filter(({ kind }) => kind === "login_expired")).toEqual([
    { kind: "login_expired", data: '{"was":"pending"}' },
  ]);
});

it("comes round every minute, survives a failing round, and ends", async () => {
  await startedLogin(world, await enrolledMachine(world, "alice"));
  world.time.now += 5 * MINUTE;
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    let failing = true;
    const clock = () => {
      if (failing) throw new Error("no clock");
      return world.time.now;
    };
    const housekeeping = startHousekeeping({ ...world.ground, clock });
    await vi.advanceTimersByTimeAsync(MINUTE);
    await vi.waitFor(() => expect(world.logged.join()).toContain("housekeeping failed"));
    failing = false;
    await vi.advanceTimersByTimeAsync(MINUTE);
    await housekeeping.stop();
    expect(await loginStates()).toEqual(["expired"]);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
