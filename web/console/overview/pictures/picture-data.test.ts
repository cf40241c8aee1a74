import type { Figures } from "@nearside/shared/api/console/overview.ts";
import { expect, it } from "vitest";
import { midnightsOf } from "./days.ts";
import { isEmpty, picturesOfNow, picturesOfPeriod } from "./picture-data.ts";

const NO_DAY = { issued: 0, approved: 0, waiting: 0, denied: 0, refused: 0, expired: 0, cancelled: 0 };
const FIGURES: Figures = {
  logins: [NO_DAY, { ...NO_DAY, issued: 5, refused: 2 }],
  foreign: [
    { opened: 0, disowned: 0 },
    { opened: 1, disowned: 0 },
  ],
  refusals: { reasons: [{ reason: "device_quarantined", logins: 2 }], others: 0 },
  programs: { clients: [{ id: "https://a.example/c?d", name: "Tool", logins: 7 }], others: 3 },
  people: { enrolled: 2, not_enrolled: 1, open_tickets: null },
  keys: { tpm: 0, keyring: 0, file: 0 },
  models: { models: [{ aaguid: "00000000-0000-0000-0000-000000000000", name: null, passkeys: 4 }], others: 0 },
};
const MIDNIGHTS = [1000, 2000, 3000];

it("counts days from midnight to midnight of the browser's zone, up to the end of today", () => {
  const now = new Date(2026, 10, 30, 15, 30).getTime();
  expect(midnightsOf(now, 2)).toEqual([29, 30, 31].map((day) => new Date(2026, 10, day).getTime()));
  expect(midnightsOf(now, 90)).toHaveLength(91);
});

it("leads from each bar to the list of what it counts", () => {
  const [logins, foreign, refusals, programs] = picturesOfPeriod(FIGURES, MIDNIGHTS);
  expect(logins?.series.map(({ id, total, href }) => [id, total, href])).toEqual([
    ["issued", 5, "/console/log?outcome=issued&from=1000&to=2999"],
    ["refused", 2, "/console/log?outcome=refused&from=1000&to=2999"],
  ]);
  expect(logins?.rows[1]).toMatchObject({
    href: "/console/log?from=2000&to=2999",
    cells: [
      { count: 5, href: "/console/log?outcome=issued&from=2000&to=2999" },
      { count: 2, href: "/console/log?outcome=refused&from=2000&to=2999" },
    ],
  });
  expect(foreign?.rows[1]?.cells[0]?.count).toBe(1);
  expect(refusals?.rows).toMatchObject([
    {
      title: "This machine is quarantined: for now it can't log in, and its tokens are refused.",
      short: "Machine quarantined",
      href: "/console/log?outcome=refused&reason=device_quarantined&from=1000&to=2999",
    },
  ]);
  expect(programs?.rows.map(({ title, href }) => [title, href])).toEqual([
    ["Tool", "/console/log?client=https%3A%2F%2Fa.example%2Fc%3Fd&from=1000&to=2999"],
    ["All others", undefined],
  ]);
});

it("shows how it is now as far as the person may read it, and says where there is nothing", () => {
  const pictures = picturesOfNow(FIGURES);
  expect(pictures.map((picture) => [picture.id, isEmpty(picture)])).toEqual([
    ["people", false],
    ["keys", true],
    ["models", false],
  ]);
  expect(pictures[0]?.rows.map(({ cells }) => cells[0]?.count)).toEqual([2, 1, 10_000]);
  expect(pictures[2]?.rows[0]?.title).toBe("Model not disclosed");
  expect(picturesOfNow({ ...FIGURES, people: null, models: null }).map(({ id }) => id)).toEqual(["keys"]);
});
