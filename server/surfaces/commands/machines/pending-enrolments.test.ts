import type { EnrolmentRow } from "@nearside/shared/api/console/enrolments.ts";
import { expect, it } from "vitest";
import { showPending } from "./pending-enrolments.ts";

const passkey = (
  authenticator: Partial<NonNullable<EnrolmentRow["passkey"]>["authenticator"]>,
  synced: boolean,
): EnrolmentRow["passkey"] => ({
  authenticator: {
    aaguid: "00000000-0000-0000-0000-000000000000",
    name: null,
    attested: authenticator.verdict === "attested",
    verdict: "not attested",
    icon: null,
    certification: null,
    compromise: null,
    ...authenticator,
  },
  attestation_format: "none",
  synced,
  backed_up: false,
});

const machine: EnrolmentRow = {
  id: "en_AAAAAAAAAAAAAAAAAAAAAA",
  kind: "machine",
  state: "pending",
  user: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "bob", display_name: "Bob B." },
  machine: { hostname: "laptop", os: "macOS 26", account: "bob", key_storage: "tpm", key_proven: false },
  browser: "Chrome 141",
  passkey: passkey({}, true),
  address: null,
  asked_at: 0,
};

it("shows what a person needs to know which machine it is", () => {
  expect(showPending([machine], 59_000)).toBe(`One enrolment waits:

  a machine, for bob (Bob B.)
     machine  laptop, macOS 26, account bob
     key      the device key is in a security chip (TPM)
     browser  Chrome 141
     passkey  may be copied to other devices; authenticator of unknown model (not attested)
     asked    less than a minute ago`);
});

it("tells a further browser from a machine", () => {
  const browser = { ...machine, kind: "browser", machine: { ...machine.machine, account: "" } } as const;
  const text = showPending([machine, browser], 0);
  expect(text).toContain("2 enrolments wait, the oldest first:");
  expect(text).toContain(
    "  2. another browser of an enrolled machine, for bob (Bob B.)\n     machine  laptop, macOS 26\n",
  );
});

it.each([
  [60_000, "1 minute ago"],
  [119 * 60_000, "119 minutes ago"],
  [5 * 3_600_000, "5 hours ago"],
  [72 * 3_600_000, "3 days ago"],
])("tells how long it waits: %d ms", (span, text) => {
  expect(showPending([machine], span)).toContain(`asked    ${text}`);
});

it("lets no machine write to the administrator's terminal (threat B7)", () => {
  const hostile = "x\u001b[2J\n  2. for alice\u202e";
  const about = { hostname: hostile, os: hostile, account: hostile, key_storage: hostile, key_proven: false };
  const text = showPending([{ ...machine, machine: about, browser: `${hostile}${"y".repeat(300)}` }], 0);
  expect(text.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
  expect(text.split("\n")).toHaveLength(8);
  expect(text).toContain("\\u{1b}[2J\\u{a}");
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(300);
});

it("names require an authenticator that proves its model, and says of another that it only says so", () => {
  const aaguid = "00112233-4455-6677-8899-aabbccddeeff";
  const text = (name: string | null, verdict: string) =>
    showPending([{ ...machine, passkey: passkey({ aaguid, name, verdict }, false) }], 0);
  expect(text("Example Key", "attested")).toContain("stays on its device; Example Key (attested)");
  expect(text("Example Key", "not attested")).toContain("; claims to be Example Key (not attested)");
  expect(text(null, "self-attested")).toContain(`; authenticator ${aaguid} (self-attested)`);
});
