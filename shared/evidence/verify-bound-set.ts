import type { BoundSet } from "../chain/chain.ts";
import type { AdditionPart, BrowserPart, MachinePart } from "../texts/link-words.ts";
import type { BrowserEnrolment, MachineEnrolment, PasskeyAddition } from "./evidence.ts";
import type { LinkLog } from "./link-report.ts";
import { type DatedPasskey, verifyAdditions } from "./verify-additions.ts";
import { type Enrolled, type Trust, verifyBrowserEnrolment, verifyMachineEnrolment } from "./verify-enrolment.ts";
import { verifyKeyInTpm } from "./verify-key-in-tpm.ts";

/** The statements that tied one person's keys together, as far as a document needs them. */
interface WrittenSet {
  readonly enrolment: Omit<MachineEnrolment, "key_attestation">;
  readonly key_attestation: MachineEnrolment["key_attestation"];
  readonly passkey_additions?: readonly PasskeyAddition[];
  readonly browsers: readonly (BrowserEnrolment | null)[];
}

/** The parts of a report under which a person's enrolments are told. */
interface Parts {
  readonly machine: MachinePart;
  readonly addition: AdditionPart;
  readonly browser: BrowserPart;
}
/** The parts of the person who wanted the login, and those of another one who approved it. */
export const INITIATOR: Parts = { machine: "enrolment", addition: "passkey_addition", browser: "browser_enrolment" };
export const APPROVER: Parts = {
  machine: "approver_enrolment",
  addition: "approver_passkey_addition",
  browser: "approver_browser_enrolment",
};

/** The keys that a document proves to be tied together, with the time from which each was valid, epoch seconds. */
interface ProvenSet {
  readonly bound: BoundSet;
  readonly machine: Enrolled;
  /** The keys are thumbprints. */
  readonly extensions: ReadonlyMap<string, number>;
  readonly passkeys: readonly DatedPasskey[];
}

/**
 * Verifies how a bound set was made (protocol §3): its machine, the passkeys and the browsers that joined later.
 *
 * @throws Refused at the first link that fails
 */
export async function verifyBoundSet(
  log: LinkLog,
  { enrolment, key_attestation, passkey_additions = [], browsers }: WrittenSet,
  trust: Trust,
  parts: Parts,
): Promise<ProvenSet> {
  const machine = await verifyMachineEnrolment(log, enrolment, trust, parts.machine);
  if (key_attestation !== null) await verifyKeyInTpm(log, key_attestation, machine, trust);
  const passkeys = await verifyAdditions(log, passkey_additions, machine, trust, parts.addition);
  const enrolled = [machine];
  for (const browser of browsers.filter((each) => each !== null)) {
    const extensions = enrolled.map(({ extension }) => extension);
    const joined = { ...machine, passkeys, extensions };
    enrolled.push(await verifyBrowserEnrolment(log, browser, joined, trust, parts.browser));
  }
  return {
    bound: {
      user: machine.receipt.claims.user,
      device: machine.device,
      extensions: enrolled.map(({ extension }) => extension),
      passkeys: passkeys.map(({ since: _, ...passkey }) => passkey),
    },
    machine,
    extensions: new Map(enrolled.map(({ extension, receipt }) => [extension, receipt.claims.iat])),
    passkeys,
  };
}
