import { randomBytes } from "node:crypto";
import { statusListIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { expect, it } from "vitest";
import { STATUS_LIST_BITS, StatusPlaces } from "./status-places.ts";

const random = (length: number) => new Uint8Array(randomBytes(length));

it("gives no place twice, in no order, and begins another list where one is half full", () => {
  const places = new StatusPlaces(random);
  const drawn = Array.from({ length: STATUS_LIST_BITS }, () => places.next());
  expect(new Set(drawn.map(({ list, index }) => `${list} ${index}`)).size).toBe(STATUS_LIST_BITS);
  const lists = new Set(drawn.map(({ list }) => list));
  expect(lists.size).toBe(2);
  for (const list of lists) expect(v.is(statusListIdSchema, list)).toBe(true);
  const indexes = drawn.slice(0, STATUS_LIST_BITS / 2).map(({ index }) => index);
  expect(Math.min(...indexes)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...indexes)).toBeLessThan(STATUS_LIST_BITS);
  const rising = indexes.filter((index, at) => index > (indexes[at - 1] ?? -1)).length;
  expect(rising).toBeGreaterThan(indexes.length * 0.4);
  expect(rising).toBeLessThan(indexes.length * 0.6);
});

it("shares no list with another process", () => {
  expect(new StatusPlaces(random).next().list).not.toBe(new StatusPlaces(random).next().list);
});
