import { expect, it } from "vitest";
import type { KeeperStatus } from "../../doorway/messages.ts";
import { statusInWords } from "./status-in-words.ts";

const STATUS: KeeperStatus = {
  version: "1.2.3",
  pid: 7,
  since: 1000,
  memory: 53_400_000,
  activated: true,
  waiting: 1,
  ssh: { sessions: 2, connections: 3 },
  containers: "closed",
  enrolments: [],
};

it("says how long it runs, and for how many", () => {
  expect(statusInWords(STATUS, 1060)).toEqual([
    "The keeper runs: process 7, version 1.2.3, for 1 minute, started by systemd.",
    "  uses 53 MB; 1 login is waiting for a browser",
    "  2 SSH sessions",
  ]);
  expect(statusInWords({ ...STATUS, containers: "failed" }, 1060)).toContain(
    "  the socket for containers is missing. Make it again: nearside keeper container-socket",
  );
});

it("says what a server said last where it could not be asked since", () => {
  const protection = { at: 1000, problem: null, ruled: [] };
  const enrolment = { issuer: "https://login.example", user: "ada", machine: "m", standing: "active", protection };
  const problem = "server_unreachable";
  const lines = statusInWords({ ...STATUS, enrolments: [{ ...enrolment, standing: "active", problem }] }, 1120);
  expect(lines.slice(3)).toEqual([
    expect.stringMatching(/^ {2}ada at https:\/\/login\.example: active \(last known; .* could not be reached/),
    expect.stringMatching(/^ {4}told how this machine is protected 2 minutes ago$/),
  ]);
});
