import { expect, it } from "vitest";
import { clockOffset } from "./meet-enrolment.ts";

it.each([
  [1000, 0],
  [1060, 0],
  [999, 1],
  [1061, -61],
  [5000, -4000],
])("takes a clock at %d to the server's by %d", (now, offset) => {
  expect(clockOffset({ iat: 1000, exp: 1060 }, now)).toBe(offset);
});
