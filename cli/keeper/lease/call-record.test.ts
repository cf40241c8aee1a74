import type { LeaseCall } from "@nearside/shared/api/leases.ts";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { CallRecord } from "./call-record.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const call = (number: number, status = 200): LeaseCall => ({
  jti: "A".repeat(22),
  method: "GET",
  url: `https://api.example/${number}`,
  status,
});

/** A server that takes what it is told while it can be reached. */
function server() {
  const messages: (readonly LeaseCall[])[] = [];
  const state = { isReached: true };
  const send = async (calls: readonly LeaseCall[]): Promise<void> => {
    if (!state.isReached) throw new Error("unreachable");
    messages.push(calls);
  };
  const over = new AbortController();
  return { record: new CallRecord(send, over.signal), messages, state, over };
}

it("tells every call of many, the first ones too", async () => {
  const { record, messages } = server();
  for (let number = 0; number < 150; number += 1) record.note(call(number));
  await vi.runAllTimersAsync();
  expect(messages.flat().map(({ url }) => url)).toEqual(Array.from({ length: 150 }, (_, number) => call(number).url));
  expect(Math.max(...messages.map(({ length }) => length))).toBe(64);
});

it.each([
  [0, 0],
  [599, 599],
  [999, 599],
])("tells a status of %i as %i, which the server takes", async (status, told) => {
  const { record, messages } = server();
  record.note(call(1, status));
  await vi.runAllTimersAsync();
  expect(messages.flat()).toEqual([call(1, told)]);
});

it("keeps what could not be told, lets no further call be made beyond its room, and tells all once it can", async () => {
  const { record, messages, state } = server();
  state.isReached = false;
  for (let number = 0; number < 256; number += 1) {
    record.demandRoom();
    record.note(call(number));
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(() => record.demandRoom()).toThrow(/can't be told/);
  state.isReached = true;
  await vi.advanceTimersByTimeAsync(5000);
  expect(messages.flat()).toHaveLength(256);
  expect(() => record.demandRoom()).not.toThrow();
});

it("tries no more once the lease is over", async () => {
  const { record, state, over } = server();
  state.isReached = false;
  record.note(call(1));
  over.abort();
  await record.tell();
  expect(vi.getTimerCount()).toBe(0);
});

it("tells what is left by another way once its lease is over, a message after the other", async () => {
  const { record, messages, state, over } = server();
  state.isReached = false;
  for (let number = 0; number < 100; number += 1) record.note(call(number));
  await record.tell();
  over.abort();
  const late: (readonly LeaseCall[])[] = [];
  await record.tellRest(async (calls) => void late.push(calls));
  await record.tellRest(async (calls) => void late.push(calls));
  expect(messages).toEqual([]);
  expect(late.map(({ length }) => length)).toEqual([64, 36]);
  expect(late.flat().map(({ url }) => url)).toEqual(Array.from({ length: 100 }, (_, number) => call(number).url));
});
