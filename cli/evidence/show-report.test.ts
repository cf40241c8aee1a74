import { PassThrough } from "node:stream";
import type { EvidenceReport } from "@nearside/shared/evidence/verify-evidence.ts";
import { describe, expect, it } from "vitest";
import { Terminal } from "../terminal/terminal.ts";
import { showReport } from "./show-report.ts";

const ESCAPES = "\u001b[2J\u001b]0;owned\u0007\u202e\nfaked line";

/** A report in which an attacker chose every text. */
function hostileReport(): EvidenceReport {
  const link = { part: "login", name: "request", proves: "It was asked.", signer: "server key" } as const;
  return {
    issuer: "https://login.example.test",
    trust: "keys_in_file",
    links: [{ ...link, key: ESCAPES, outcome: { state: "holds" } }],
    failed: null,
    facts: {
      login: "rq_AAAAAAAAAAAAAAAAAAAAAA",
      user: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: ESCAPES },
      client: { id: "x", name: ESCAPES, verified: false },
      scope: ESCAPES,
      resource: [ESCAPES],
      authorization_details: [{ type: ESCAPES, [ESCAPES]: ESCAPES }],
      context: {
        hostname: ESCAPES,
        os: ESCAPES,
        account: ESCAPES,
        command: ESCAPES,
        cwd: ESCAPES,
        parent: ESCAPES,
        tty: ESCAPES,
        remote: ESCAPES,
      },
      posture: { firewall: { value: "on", age: 5, source: "nft" } },
      seen: { address: ESCAPES, time: 1_795_521_600 },
      acr_values: [ESCAPES],
      max_age: 300,
      scope_left_out: [ESCAPES],
      justification: ESCAPES,
      ticket: ESCAPES,
      rules: { version: ESCAPES, decided_by: [ESCAPES], require: { fresh_touch: 60, attested: true } },
      security_key: ESCAPES,
      co_approvals: [
        {
          user: { id: "us_BBBBBBBBBBBBBBBBBBBBBA", name: ESCAPES },
          device: ESCAPES,
          browser: ESCAPES,
          questions: [{ from: { id: "us_BBBBBBBBBBBBBBBBBBBBBA", name: ESCAPES }, question: ESCAPES, answer: ESCAPES }],
          approved: 5,
        },
      ],
      rests_on: { login: ESCAPES, approved: 3, stands: 600, command: ESCAPES },
      device: { id: ESCAPES, key_storage: "file", key_storage_proven: false },
      browser: ESCAPES,
      peer: { account: "unknown", process: ESCAPES, forwarded: "unknown" },
      program: null,
      place: {
        kind: "ssh",
        host_key: ESCAPES,
        session_id: ESCAPES,
        signature: ESCAPES,
        since: 0,
        claimed_name: ESCAPES,
        hops: [],
      },
      host: ESCAPES,
      channel: "loopback",
      passkey: { credential_id: ESCAPES, may_be_copied: true, is_copied: false },
      times: { enrolled: 0, asked: 1, met: 2, approved: 3, token: 4, token_ends: 253_402_300_799 },
      acr: ESCAPES,
      enrolled_by: "server_shell",
      enrolled_by_user: null,
    },
  };
}

function shown(report: EvidenceReport, json: boolean): string {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const terminal = new Terminal({ stdin, stdout, stderr, env: {}, json, signal, onInterrupt: () => undefined });
  if (json) terminal.object({ evidence: report });
  else showReport(report, terminal);
  return String(stdout.read());
}

describe("a chain that holds may still say anything", () => {
  it("of which each text is made visible and keeps its line", () => {
    const text = shown(hostileReport(), false);
    expect(text).not.toMatch(/(?!\n)\p{C}/u);
    expect(text).not.toMatch(/^faked/m);
    expect(text).toContain("nobody vouches for its name");
    expect(text).toContain("of an unknown account");
    expect(text).toContain("one that may be copied to other devices");
    expect(text).toContain("an approval of the last 300 s");
    expect(text).toContain("a touch within the last 1 minute");
    expect(text).toContain("an approval covers later logins for 10 minutes there");
    expect(text).toContain("The passkey's model and kind: the server judged");
    expect(text).toContain("valid until 9999-12-31 23:59:59 UTC");
  });

  it("to a script too", () => {
    const text = shown(hostileReport(), true);
    expect(text).not.toMatch(/(?!\n)\p{C}/u);
    expect(JSON.parse(text).evidence.facts.user.name).toBe(ESCAPES);
  });
});

it("tells of a class that it was judged before anybody asked for forwarders, and of a peer that hid", () => {
  const report = hostileReport();
  const { facts } = report;
  if (facts === null) throw new Error("a report without facts");
  const acr = "urn:nearside:acr:same-machine:hardware";
  const of = (forwarded: "no" | "unknown") =>
    shown({ ...report, facts: { ...facts, acr, peer: { account: "same", process: null, forwarded } } }, false);
  expect(of("unknown")).toContain("of the same account; it hid itself, so the port may have been forwarded");
  expect(of("unknown")).toContain("by the rules of that time");
  expect(of("no")).not.toMatch(/it hid|by the rules of that time/);
});

it("tells of an approval in a terminal that told no session that only the terminal's name was the same", () => {
  const report = hostileReport();
  const { facts } = report;
  if (facts === null) throw new Error("a report without facts");
  const context = { ...facts.context, terminal_session: "A".repeat(43) };
  expect(shown(report, false)).toContain("there, in a terminal of the same name");
  expect(shown({ ...report, facts: { ...facts, context } }, false)).toContain("there, in the same terminal session");
});

it("where the machine keeps its key is told from what a TPM proved", () => {
  const report = hostileReport();
  const { facts } = report;
  if (facts === null) throw new Error("a report without facts");
  const proven = { id: facts.device.id, key_storage: "tpm", key_storage_proven: true } as const;
  const text = shown({ ...report, facts: { ...facts, device: proven } }, false);
  expect(text).toContain("The TPM's maker: the server judged its certificate");
  expect(text).not.toContain("that is the machine's word");
  expect(shown(report, false)).toContain("The place of the machine's key: only the machine reports it.");
});
