import type { Evidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import type { ServerKey } from "@nearside/shared/oauth/metadata.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { texts } from "../texts/evidence.ts";
import { EvidenceProblem, readDocumentFile, readKeysFile } from "./read-files.ts";
import { showReport } from "./show-report.ts";
import { verifyLeaving } from "./verify-leaving.ts";

/**
 * Verifies that file and shows what it proves: each link of a login (protocol §7), or what ended with a person (§4.7).
 *
 * @param keys name of a file with the server's keys; undefined trusts those of the document
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
    const count = links.length;
    if (trust === "given_keys") terminal.say(texts.verdict.allHold({ count }), "good");
    else terminal.say(texts.verdict.allHoldIf({ count }));
    return;
  }
  const { code, sentence } = failed.outcome;
  const title = `${failed.part.replaceAll("_", " ")}: ${failed.name.replaceAll("_", " ")}`;
  throw new EvidenceProblem(
    code,
    texts.verdict.breaks({ at: links.indexOf(failed) + 1, count: links.length, title, why: sentence }),
  );
}
