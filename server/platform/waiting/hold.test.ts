import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import { expect, it } from "vitest";
import { Changes } from "./changes.ts";
import { hold } from "./hold.ts";

// These tests cover how a poll waits (protocol §4.6). Its wake-ups are tested with `Changes`.

it(
  "reads once more where its time is up, since another server may have written meanwhile",
  async () => {
    let state = "pending";
    const reads: string[] = [];
    const read = async () => {
      reads.push(state);
      return state;
    };
    const waiter = { subject: "a login", holders: [], gone: new AbortController().signal };
    const held = hold(new Changes(10), waiter, read, (value) => value !== "pending");
    state = "approved"; // nobody announces this change
    expect(await held).toBe("approved");
    expect(reads).toEqual(["pending", "approved"]);
  },
  (HELD_POLL_SECONDS + 10) * 1000,
);

it("reads no more for a client that has hung up", async () => {
  const client = new AbortController();
  let reads = 0;
  const read = async () => {
    reads += 1;
    return "pending";
  };
  const changes = new Changes(10);
  const held = hold(changes, { subject: "a login", holders: [], gone: client.signal }, read, () => false);
  await Promise.resolve();
  client.abort();
  expect([await held, reads]).toEqual(["pending", 1]);
});
