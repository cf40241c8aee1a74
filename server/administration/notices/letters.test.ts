import { describe, expect, it } from "vitest";
import { MAIL } from "../../testing/mail-settings.ts";
import { NOTICE_KINDS, type Notice, type NoticeFacts } from "./notice.ts";
import { writeLetter } from "./write-letter.ts";

const CONFIG = { issuer: "https://login.example.com", rpName: "Example Ltd" };
/** 2026-11-24T12:00:05Z */
const AT = 1_795_521_605_250;
const ALICE = { name: "alice", display_name: "Alice Ümlaut-Müller Jr." };
const notice = (kind: Notice["kind"], facts: Partial<NoticeFacts> = {}): Notice => ({
  kind,
  userId: "us_1",
  address: "alice@example.com",
  facts: { person: ALICE, ...facts },
  seq: 7,
  count: 1,
  firstAt: AT,
  lastAt: AT,
  startsAt: AT,
  tries: 1,
});
const write = (one: Notice) => writeLetter(one, CONFIG, MAIL);

it("says what happened, when, to whom, from where, and what to do", () => {
  const facts = {
    machine: { hostname: "laptop.corp.example", os: "Debian 13.1" },
    browser: "Chromium 140",
    address: "192.0.2.7",
  };
  const letter = write(notice("machine_added", facts));
  expect(letter).toMatchObject({
    to: "alice@example.com",
    from: { name: "Example Ltd", address: "nearside@example.com" },
    subject: "A new machine can sign in as alice",
    messageId: `<notice.7.${AT}@login.example.com>`,
  });
  expect(letter.text).toBe(`From now on, logins that start on this machine can be approved there in your name.

  When:     2026-11-24 12:00:05 UTC
  Account:  alice (Alice Ümlaut-Müller Jr.)
  Machine:  "laptop", "Debian 13.1" (reported by the machine)
  Browser:  "Chromium 140" (reported by the browser)
  Address:  192.0.2.7

If this was you, or you know about it, you don't have to do anything.

If this was not you: open https://login.example.com/account on a machine that you trust, revoke this machine there, and tell your administrator.

-- 
Nearside at https://login.example.com tells people what happens with their accounts. This message
has no secret and no link that signs anybody in. Nobody reads answers to it.
`);
});

it("is the same message each time the same notice is tried", () => {
  expect(write({ ...notice("machine_added"), tries: 9 })).toEqual(write(notice("machine_added")));
});

it.each(NOTICE_KINDS)("has a letter for %s: a subject of one short line, and what to do", (kind) => {
  const facts = { role: { from: "user", to: "owner" }, until: AT, by: "bob" };
  const { subject, text } = write(notice(kind, facts));
  expect(subject).toMatch(/^[\x20-\x7e]{10,78}$/);
  expect(text).toContain("2026-11-24 12:00:05 UTC");
  expect(text).toContain("alice");
  expect(text).toMatch(/By: +bob/);
  expect(text).not.toMatch(/undefined|null|NaN|\$\{/);
  expect(text.match(/https?:\/\/[^\s)"]+/g)?.every((url) => url.startsWith(CONFIG.issuer))).toBe(true);
});

it("invites without the ticket, and says who is new and what they may do", () => {
  const { text } = write(notice("ticket_made", { until: AT + 3_600_000, by: "bob" }));
  expect(text).toContain("It ends at 2026-11-24 13:00:05 UTC.");
  expect(text).toContain("open https://login.example.com/get on the machine");
  const made = write(notice("person_role_changed", { role: { from: "none", to: "rule_author" } }));
  expect(made.subject).toBe("The role of alice is now Rule author");
  expect(made.text).toContain("alice is new, and was created with the role Rule author.");
});

it("calls no machine that waits the person's own, since a thief's waits too", () => {
  for (const kind of ["machine_waits", "browser_waits"] as const)
    expect(write(notice(kind)).subject).toMatch(/^A (?:machine|browser) waits to be admitted for alice$/);
});

it("leads to the entries of the log where it says that they are there", () => {
  const entries = "https://login.example.com/console/log/events";
  for (const kind of NOTICE_KINDS)
    for (const [address = ""] of write(notice(kind)).text.matchAll(/https:\S*\/console\/log\b[^\s:,]*/g))
      expect(address.startsWith(entries), `${kind}: ${address}`).toBe(true);
  expect(write(notice("recovery_objected")).text).toContain(`${entries} has what was said`);
});

it("counts what it gathered", () => {
  const letter = write({ ...notice("login_elsewhere"), count: 3, lastAt: AT + 60_000 });
  expect(letter.subject).toBe("3 logins were refused: started on another machine");
  expect(letter.text).toContain("2026-11-24 12:00:05 UTC to 2026-11-24 12:01:05 UTC");
});

it("names who started a login that somebody else opened, and from where", () => {
  const started = { name: "mallory", hostname: "mallory-box.evil.example", address: "203.0.113.66" };
  const { subject, text } = write(notice("foreign_login", { started, browser: "Chromium" }));
  expect(subject).toBe("Alarm: a login was sent to another person for approval");
  expect(text).toContain("mallory started a login on one machine, and alice opened it on another.");
  expect(text).toContain('Started:  by mallory on "mallory-box" (reported by the machine), from 203.0.113.66');
  const many = write({ ...notice("foreign_login", { started }), count: 7 });
  expect(many.subject).toBe("Alarm: 7 logins were sent to another person for approval");
  expect(many.text).toContain("It is the first of 7 such logins.");
});

describe("of a login that waits for other people", () => {
  const wanted = { client: "Deploy", scope: "read write", resource: "", command: "deploy prod" };
  const machine = { hostname: "laptop.corp.example", os: "Debian 13.1" };

  it("says what is asked for, until when, and that nothing in it approves", () => {
    const letter = write(notice("approval_wanted", { wanted, machine, until: AT + 900_000 }));
    expect(letter.subject).toBe("alice asks you to approve a login as well");
    expect(letter.text).toContain("It ends at 2026-11-24 12:15:05 UTC. Nothing in this message approves it.");
    expect(letter.text).toContain(`
  Machine:  "laptop", "Debian 13.1" (reported by the machine)
  Program:  "Deploy"
  Command:  "deploy prod" (reported by the machine)
  Access:   "read write"
`);
  });

  it("names the agent of a lease, and leaves out a line that would be empty", () => {
    const bare = { ...wanted, scope: "" };
    expect(write(notice("approval_wanted", { wanted: bare, machine })).text).not.toContain("Access:");
    const { text } = write(notice("approval_wanted", { wanted: { ...bare, agent: "Claude Code" }, machine }));
    expect(text).toContain('  Lease:    for the agent "Claude Code" (reported by the machine)\n');
  });

  it("says who refused it and why, and what was typed for one that was approved alone", () => {
    const refused = write(notice("approval_refused", { wanted, machine, by: "bob", said: "Use the staging API." }));
    expect(refused.text).toContain("bob, who was asked to approve it as well, refused.");
    expect(refused.text).toContain('  Reason:   "Use the staging API?"\n');
    const alone = write(notice("approved_alone", { wanted, machine, said: "The site is down" }));
    expect(alone.subject).toBe("Alarm: alice approved a login alone");
    expect(alone.text).toContain('  Reason:   "The site is down"\n');
    const waits = write(notice("approved_alone", { wanted, machine, until: AT + 900_000 }));
    expect(waits.subject).toBe("Alarm: alice approved a login that others have to approve too");
    expect(waits.text).toContain("It ends at 2026-11-24 12:15:05 UTC.");
    expect(waits.text).not.toContain("without another person");
  });
});

const APPROVALS = ["approval_wanted", "approval_refused", "approval_expired", "approved_alone"] as const;

describe("text that others chose", () => {
  const HOSTILE = [
    "a\r\nBcc: mallory@evil.example\r\n\r\nhello",
    "urgent: open https://evil.example/cancel now",
    "evil.example",
    "www.evil.example/x?y=z",
    "mallory@evil.example",
    "\u202egro.live\u202c \u200b",
    '<b>bold</b> & "quoted" \\ %s {{x}}',
    "x".repeat(10_000),
    "\ud800 \u0000",
    "ｅｖｉｌ。ｅｘａｍｐｌｅ",
  ];

  it.each(HOSTILE)("is no link, no address and no line of ours: %j", (hostile) => {
    const facts = {
      person: { name: "alice", display_name: hostile },
      machine: { hostname: hostile, os: hostile },
      browser: hostile,
    };
    const honest = write(notice("machine_added", { ...facts, machine: { hostname: "a", os: "a" }, browser: "a" }));
    const { subject, text } = write(notice("machine_added", facts));
    expect(subject).toBe("A new machine can sign in as alice");
    expect(text.split("\n")).toHaveLength(honest.text.split("\n").length);
    expect(text.length).toBeLessThan(1500);
    expect(text).not.toMatch(/evil\.|live\.|@evil|evil。/);
    expect(text.match(/https?:/g)).toHaveLength(2);
    expect(text).not.toMatch(/[^\n\P{C}]/u);
  });

  it.each(APPROVALS.flatMap((kind) => HOSTILE.map((hostile) => [kind, hostile] as const)))(
    "makes no link in a letter of kind %s: %j",
    (kind, hostile) => {
      const written = (word: string) =>
        write(
          notice(kind, {
            person: { name: "alice", display_name: word },
            machine: { hostname: word, os: word },
            wanted: { client: word, scope: word, resource: word, command: word, agent: word },
            said: word,
            by: "bob",
            until: AT,
          }),
        );
      const [honest, { subject, text }] = [written("a"), written(hostile)];
      expect(subject).toBe(honest.subject);
      expect(text.split("\n")).toHaveLength(honest.text.split("\n").length);
      expect(text.length).toBeLessThan(2000);
      expect(text).not.toMatch(/evil\.|live\.|@evil|evil。/);
      expect(text.match(/https?:[^\s)]*/g)).toEqual(honest.text.match(/https?:[^\s)]*/g));
      expect(text).not.toMatch(/[^\n\P{C}]/u);
    },
  );
});
