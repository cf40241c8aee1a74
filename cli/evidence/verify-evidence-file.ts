import type { Evidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import type { ServerKey } from "@nearside/shared/oauth/metadata.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { EvidenceProblem, readDocumentFile, readKeysFile } from "./read-files.ts";
import { showReport } from "./show-report.ts";
import { verifyLeaving } from "./verify-leaving.ts";

/**
 * Verifies that file and shows what it proves: each link of a login (protocol §7), or what ended with a person (§4.7).
 *
 * @param keys name of a file with the server's keys; undefined takes those of the document at its word
 * @throws EvidenceProblem
 */
export async function verifyEvidenceFile(terminal: Terminal, file: string, keys: string | undefined): Promise<void> {
  const trusted = keys === undefined ? undefined : await readKeysFile(keys);
  const read = await readDocumentFile(file, terminal);
  if (read.kind === "login") await verifyLogin(terminal, read.evidence, trusted);
  else await verifyLeaving(terminal, read, trusted);
}

async function verifyLogin(
  terminal: Terminal,
  evidence: Evidence,
  trusted: readonly ServerKey[] | undefined,
): Promise<void> {
  const report = await verifyEvidence(evidence, trusted);
  const { failed, links, trust } = report;
  terminal.object({ evidence: { holds: failed === null, ...report } });
  showReport(report, terminal);
  if (failed === null || failed.outcome.state !== "fails") {
    const all = `All ${links.length} links hold`;
    if (trust === "given_keys") terminal.say(`${all}.`, "good");
    else terminal.say(`${all}, if the keys in the file are the server's: give those that you trust with --jwks.`);
    return;
  }
  const { code, sentence } = failed.outcome;
  const title = `${failed.part.replaceAll("_", " ")}: ${failed.name.replaceAll("_", " ")}`;
  throw new EvidenceProblem(
    code,
    `The chain breaks at link ${links.indexOf(failed) + 1} of ${links.length} (${title}). ${sentence} Nothing after it counts, so this file proves no login.`,
  );
}
