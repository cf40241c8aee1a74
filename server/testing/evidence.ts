import type { Evidence } from "@nearside/shared/evidence/evidence.ts";
import { type EvidenceReport, verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { exportEvidence } from "../administration/audit/export-evidence.ts";
import { SERVER_SHELL } from "../platform/audit/actor.ts";
import type { TestServer } from "./test-server.ts";

// These functions make evidence of logins, and tell the verdict on a changed one.

export async function evidenceOf(server: TestServer, login: string): Promise<Evidence> {
  const exported = await exportEvidence(server.services, login, SERVER_SHELL);
  if (exported.state !== "exported") throw new Error(`the evidence is ${exported.state}`);
  return exported.evidence;
}

/** Names the first link that fails, and the reason: `login.request facts_mismatch`. */
export const firstFailure = ({ failed }: EvidenceReport): string =>
  failed?.outcome.state === "fails" ? `${failed.part}.${failed.name} ${failed.outcome.code}` : "holds";

export const verdictOn = async (evidence: Evidence): Promise<string> =>
  firstFailure(await verifyEvidence(evidence, undefined));

export const withLogin = (evidence: Evidence, changed: Partial<Evidence["login"]>): Evidence => ({
  ...evidence,
  login: { ...evidence.login, ...changed },
});

export const withEnrolment = (evidence: Evidence, changed: Partial<Evidence["enrolment"]>): Evidence => ({
  ...evidence,
  enrolment: { ...evidence.enrolment, ...changed },
});
