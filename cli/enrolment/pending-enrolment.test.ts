import { expect, it } from "vitest";
import { newDeviceKey } from "../keys/device-key.ts";
import { problemOf } from "../problems/problem.ts";
import { demandSameEnrolment } from "./pending-enrolment.ts";

const deviceKey = await newDeviceKey();
const pending = {
  issuer: "https://id.example",
  userName: "alice",
  confirmed: null,
  deviceKey,
  keptIn: "file",
} as const;

it.each([
  ["nothing else was said", {}, {}, "none"],
  ["the same was said", { user: "alice", key: "file" }, { key_storage: "file" }, "none"],
  ["another person was named", { user: "bob" }, {}, "usage"],
  ["a better place for its key was asked for", { key: "tpm" }, {}, "usage"],
  ["its key is kept worse than the organisation wants", {}, { key_storage: "keyring" }, "managed"],
] as const)("where an enrolment waits and %s", (_what, asked, managed, code) => {
  const judge = (): string => {
    try {
      demandSameEnrolment(pending, asked, managed);
    } catch (error) {
      return problemOf(error).code;
    }
    return "none";
  };
  expect(judge()).toBe(code);
});
