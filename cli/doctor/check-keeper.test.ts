import { expect, it } from "vitest";
import type { KeeperStatus } from "../doorway/messages.ts";
import { VERSION } from "../version.ts";
import { statusFindings } from "./check-keeper.ts";

type Enrolment = KeeperStatus["enrolments"][number];

const WHOLE = { is: "whole", stale: [] } as const;
const ENROLMENT: Enrolment = {
  issuer: "https://login.example",
  user: "ada",
  machine: "m",
  standing: "active",
  problem: null,
  protection: { at: 1, problem: null, ruled: [] },
};

const statusWith = (enrolment: Partial<Enrolment>, version = VERSION): KeeperStatus => ({
  version,
  pid: 7,
  since: 0,
  memory: 53_000_000,
  activated: true,
  waiting: 0,
  ssh: { sessions: 0, connections: 0 },
  containers: "closed",
  enrolments: [{ ...ENROLMENT, ...enrolment }],
});

const said = (status: KeeperStatus, setup: Parameters<typeof statusFindings>[1] = WHOLE) =>
  statusFindings(status, setup).map(({ state, says }) => `${state}: ${says}`);

it("finds nothing wrong with a keeper whose server answers", () => {
  expect(said(statusWith({}))).toEqual(["good: It runs (process 7, 53 MB)."]);
});

it.each([
  [
    "could not be asked",
    { problem: "server_unreachable" },
    /^notice: .* uses the last state it knows\. The server could/,
  ],
  ["has quarantined the machine", { standing: "quarantined" }, /^bad: It does nothing for ada .*quarantined\.$/],
  ["has said nothing yet, and can't be reached", { standing: null, problem: "server_unreachable" }, /^notice: /],
  [
    "could not be told of its protection",
    { protection: { at: null, problem: "server_failed", ruled: [] } },
    /told|tell/,
  ],
  ["gave a reason of a later version", { problem: "moon_full" }, /It ended with moon_full\.$/],
] as const)("says it of a server that %s", (_what, enrolment, says) => {
  const [runs, ...rest] = said(statusWith(enrolment));
  expect(runs).toMatch(/^good: It runs/);
  expect(rest).toEqual([expect.stringMatching(says)]);
});

it("tells another version, and a set-up of another version, with the cure", () => {
  const findings = statusFindings(statusWith({}, "0.0.1"), { is: "stale", stale: ["/home/ada/x.service"] });
  expect(findings.map(({ cure }) => cure)).toEqual([
    undefined,
    "End it: nearside keeper stop",
    "Set it up again: nearside keeper install",
  ]);
});
