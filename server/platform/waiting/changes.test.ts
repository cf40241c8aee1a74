import { expect, it } from "vitest";
import { Changes } from "./changes.ts";

const open = new AbortController().signal;

it("wakes those who wait for that subject, and nobody else", async () => {
  const changes = new Changes(10);
  const woken: string[] = [];
  const one = changes.listen("one", open);
  const other = changes.listen("other", open);
  void one?.next.then(() => woken.push("one"));
  void other?.next.then(() => woken.push("other"));
  changes.announce("one");
  await one?.next;
  expect(woken).toEqual(["one"]);
});

it("holds so many at a time, and gives a place free once only", () => {
  const changes = new Changes(2);
  const first = changes.listen("a", open);
  changes.listen("b", open);
  expect(changes.listen("c", open)).toBeUndefined();
  first?.stop();
  first?.stop();
  expect(changes.listen("c", open)).toBeDefined();
  expect(changes.listen("d", open)).toBeUndefined();
});

it("lets nobody who knows one subject take the places of all others", () => {
  const changes = new Changes(1000);
  const held = Array.from({ length: 50 }, () => changes.listen("flooded", open)).filter((one) => one !== undefined);
  expect(held).toHaveLength(8);
  expect(changes.listen("somebody's login", open)).toBeDefined();
  held[0]?.stop();
  expect(changes.listen("flooded", open)).toBeDefined();
});

it("resolves when the waiting client hangs up", async () => {
  const hangUp = new AbortController();
  const waiting = new Changes(1).listen("a", hangUp.signal);
  hangUp.abort();
  await expect(waiting?.next).resolves.toBeUndefined();
});

it("holds only so many of one address or machine, and gives their places free again", () => {
  const changes = new Changes(1000);
  const office = { name: "address 192.0.2.1", most: 3 };
  const laptop = { name: "machine a", most: 2 };
  const first = changes.listen("1", open, [office, laptop]);
  expect(changes.listen("2", open, [office, laptop])).toBeDefined();
  expect(changes.listen("3", open, [office, laptop])).toBeUndefined();
  expect(changes.listen("3", open, [office])).toBeDefined();
  expect(changes.listen("4", open, [office])).toBeUndefined();
  expect(changes.listen("4", open, [{ name: "address 192.0.2.2", most: 3 }])).toBeDefined();
  first?.stop();
  first?.stop(); // stopping twice frees nothing twice
  expect(changes.listen("5", open, [office, laptop])).toBeDefined();
  expect(changes.listen("6", open, [office])).toBeUndefined();
});
