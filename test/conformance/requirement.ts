// A page of an RFC's requirements, as tests: every MUST that binds an authorization server, with its section, checked against the
// server as it ships, or argued away. Each page is written to docs/conformance/ too, and a test holds the two together.
import { beforeAll, describe, expect, it } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { afterTests } from "../support/after-tests.ts";
import type { AtEnd } from "../support/at-end.ts";
import { type Clock, movableClock } from "../support/movable-clock.ts";

interface Requirement {
  /** The section of the RFC, without §. */
  readonly section: string;
  /** In the RFC's sense, in our words: "MUST NOT …", "MUST …", "SHOULD …". */
  readonly says: string;
  /** Says why it binds no party here, or is met by what cannot be asked of a server. */
  readonly because?: string;
}
export interface Present extends Requirement {
  /** @param clock of the server; a check that moves it moves it back */
  readonly check: (stage: EnrolledStage, clock: Clock) => Promise<void>;
}

/** Seen to be so. @param check throws where it is not */
export const present = (section: string, says: string, check: Present["check"]): Present => ({ section, says, check });

/** Not checked, and why. */
export const argued = (section: string, says: string, because: string): Requirement => ({ section, says, because });

/** Settings of the server under test, with the files that they name, which are made for each page. */
export type Settings = (atEnd: AtEnd) => Promise<Readonly<Record<string, string>>>;

interface Page {
  /** The document as it is cited: "RFC 8628", "OpenID Connect Core 1.0". */
  readonly document: string;
  readonly title: string;
  /** In the document's order. */
  readonly requirements: readonly (Requirement | Present)[];
  readonly settings?: Settings;
}

const isPresent = (requirement: Requirement | Present): requirement is Present => "check" in requirement;

/** The page as tests, one a requirement, all against one server with one enrolled machine. */
export function conforms(page: Page): void {
  const atEnd = afterTests();
  const clock = movableClock(atEnd);
  let stage: EnrolledStage;
  beforeAll(async () => {
    stage = await openEnrolledStage(atEnd, { ...clock.settings, ...(await page.settings?.(atEnd)) });
  });
  describe(`${page.document}, ${page.title}`, () => {
    it.each(page.requirements.filter(isPresent).map((requirement) => ({ ...requirement })))(
      "§$section $says",
      ({ check }) => check(stage, clock),
    );
    it("is told in docs/conformance as it is checked here", async () => {
      await expect(rfcPage(page)).toMatchFileSnapshot(`../../docs/conformance/${fileOf(page.document)}.md`);
    });
  });
}

/** "RFC 8628" → rfc8628; others by their words. */
const fileOf = (document: string): string =>
  document
    .toLowerCase()
    .replace(/^rfc /, "rfc")
    .replaceAll(/[^a-z0-9]+/g, "-");

/** Writes a page for a reader who does not read tests: what is checked, and what is argued away. Markdown. */
function rfcPage({ document, title, requirements }: Page): string {
  const checked = requirements.filter(({ because }) => because === undefined);
  const arguedAway = requirements.filter(({ because }) => because !== undefined);
  return [
    `# ${document}: ${title}`,
    "",
    `Written by \`test/conformance\`, which checks it. ${checked.length} checked, ${arguedAway.length} argued away.`,
    "",
    "## Checked",
    "",
    ...checked.map(({ section, says }) => `- §${section} ${says}`),
    ...(arguedAway.length === 0 ? [] : ["", "## Argued away", ""]),
    ...arguedAway.map(({ section, says, because }) => `- §${section} ${says} — ${because}`),
    "",
  ].join("\n");
}
