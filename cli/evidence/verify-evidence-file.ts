import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import type { Terminal } from "../terminal.ts";
import { EvidenceProblem } from "./evidence-problem.ts";
import { readEvidenceFile, readKeysFile } from "./read-files.ts";
import { showReport } from "./show-report.ts";

/**
 * Verifies that file and shows what became of each link (protocol §7).
 *
 * @param keys name of a file with the server's keys; undefined takes those of the document at its word
 * @throws EvidenceProblem
 */
export async function verifyEvidenceFile(terminal: Terminal, file: string, keys: string | undefined): Promise<void> {
  const trusted = keys === undefined ? undefined : await readKeysFile(keys);
  const evidence = await readEvidenceFile(file, terminal);
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
