import { expect, it } from "vitest";
import {
  alarmsGlance,
  archiveGlance,
  codesGlance,
  machinesGlance,
  mailGlance,
  peopleGlance,
  recoveriesGlance,
  waitingGlance,
} from "./glance-words.ts";

const MAIL = {
  server: { host: "mail.example.com", port: 587, tls: "starttls" as const, from: "nearside@example.com" },
  waiting: { count: 0, since: null },
  given_up: { count: 0, last: null },
};

it("says what waits, for one, several and many", () => {
  expect(peopleGlance(10_000).text).toBe("10,000 active");
  expect(peopleGlance(null).text).toBe("more than 10,000 active");
  expect([0, 1, 2].map(waitingGlance).map(({ text }) => text)).toEqual([
    "nothing waits",
    "1 waits for the six words",
    "2 wait for the six words",
  ]);
  expect([0, 1, 2].map(machinesGlance).map(({ text }) => text)).toEqual([
    "none is quarantined",
    "1 is quarantined",
    "2 are quarantined",
  ]);
  expect([0, 1, 2].map(alarmsGlance).map(({ text }) => text)).toEqual([
    "no alarm in 7 days",
    "1 alarm in 7 days",
    "2 alarms in 7 days",
  ]);
  expect([0, 1, 2].map(recoveriesGlance).map(({ text }) => text)).toEqual([
    "none waits for a second",
    "1 waits for a second",
    "2 wait for a second",
  ]);
});

it("is marked where something is to be done, and only there", () => {
  for (const says of [waitingGlance, machinesGlance, alarmsGlance, recoveriesGlance]) {
    expect(says(0).tone).toBe("plain");
    expect(says(1).tone).not.toBe("plain");
  }
  expect(codesGlance({ codes: 0, left: 0, made_at: null })).toEqual({
    tone: "alert",
    text: "no break-glass codes yet",
  });
  expect(codesGlance({ codes: 5, left: 0, made_at: 1 })).toMatchObject({ tone: "alert" });
  expect(codesGlance({ codes: 5, left: 3, made_at: 1 })).toEqual({ tone: "plain", text: "3 break-glass codes left" });
  expect(mailGlance({ ...MAIL, server: null })).toEqual({ tone: "wait", text: "no mail is sent" });
  expect(mailGlance({ ...MAIL, given_up: { count: 2, last: 1 } })).toMatchObject({ tone: "alert" });
  expect(mailGlance(MAIL)).toEqual({ tone: "plain", text: "all is sent" });
});

it("says if what is old is moved to the archive", () => {
  const folder = "/archive";
  const run = { began_at: 1, ended_at: 2, begun: "by_itself" as const, by: null, logins: 1, events: 1, problem: null };
  expect(archiveGlance({ folder: null, run: null })).toEqual({ tone: "plain", text: "everything stays" });
  expect(archiveGlance({ folder, run: null }).text).toBe("goes by itself");
  expect(archiveGlance({ folder, run }).text).toBe("goes by itself");
  expect(archiveGlance({ folder, run: { ...run, ended_at: null } }).text).toBe("is being moved");
  expect(archiveGlance({ folder, run: { ...run, problem: "no" } })).toEqual({
    tone: "alert",
    text: "could not be moved",
  });
});
