import { expect, it } from "vitest";
import { CannotStart } from "../config/cannot-start.ts";
import { passedSocket } from "./passed-socket.ts";

const PID = 4711;

it("takes the one socket that was passed to this very process", () => {
  expect(passedSocket({ LISTEN_PID: "4711", LISTEN_FDS: "1", LISTEN_FDNAMES: "http" }, PID)).toEqual({ fd: 3 });
});

it.each([
  ["no variables", {}],
  ["those of a process that started this one", { LISTEN_PID: "4710", LISTEN_FDS: "1" }],
  ["no number of a process", { LISTEN_FDS: "1" }],
  ["its number written in another way", { LISTEN_PID: " 4711", LISTEN_FDS: "1" }],
  ["none passed", { LISTEN_PID: "4711", LISTEN_FDS: "0" }],
  ["no count", { LISTEN_PID: "4711" }],
])("takes none: %s", (_, env) => {
  expect(passedSocket(env, PID)).toBeUndefined();
});

it.each([
  ["2", "systemd passed 2 sockets"],
  ["12", "systemd passed 12 sockets"],
  ["-1", "LISTEN_FDS is not a number"],
  ["", "LISTEN_FDS is not a number"],
  ["1\n", "LISTEN_FDS is not a number"],
  ["0x1", "LISTEN_FDS is not a number"],
])("refuses the count %j", (count, sentence) => {
  const take = () => passedSocket({ LISTEN_PID: "4711", LISTEN_FDS: count }, PID);
  expect(take).toThrow(CannotStart);
  expect(take).toThrow(sentence);
});
