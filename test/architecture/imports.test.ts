import { describe, expect, it } from "vitest";
import { everyTestRuns } from "./rules/every-test-runs.ts";
import { exportsAreUsed } from "./rules/exports-are-used.ts";
import { mainAloneReadsTheWorld } from "./rules/main-alone-reads-the-world.ts";
import { matchesSaySomething } from "./rules/matches-say-something.ts";
import { migrationsAdd } from "./rules/migrations-add.ts";
import { migrationsAreFrozen } from "./rules/migrations-are-frozen.ts";
import { namesAreNoPlaces } from "./rules/names-are-no-places.ts";
import { noCircles } from "./rules/no-circles.ts";
import { noCirclesOfFolders } from "./rules/no-circles-of-folders.ts";
import { noDrawers } from "./rules/no-drawers.ts";
import { noForeignNames } from "./rules/no-foreign-names.ts";
import { noModuleState } from "./rules/no-module-state.ts";
import { onePolyfillImporter } from "./rules/one-polyfill-importer.ts";
import { packagesAreDeclared } from "./rules/packages-are-declared.ts";
import { pathsAreTypedOnce } from "./rules/paths-are-typed-once.ts";
import { resourceRunsAnywhere } from "./rules/resource-runs-anywhere.ts";
import type { HouseRule, Rule } from "./rules/rule.ts";
import { servicesAreUsed } from "./rules/services-are-used.ts";
import { setupNeedsNothing } from "./rules/setup-needs-nothing.ts";
import { sharedIsPure } from "./rules/shared-is-pure.ts";
import { storeys } from "./rules/storeys.ts";
import { testsStayTests } from "./rules/tests-stay-tests.ts";
import { textsAreInTexts } from "./rules/texts-are-in-texts.ts";
import { textsAreUsed } from "./rules/texts-are-used.ts";
import { transitionsArePure } from "./rules/transitions-are-pure.ts";
import { wideFindersAreRare } from "./rules/wide-finders-are-rare.ts";
import { workspacesKeepApart } from "./rules/workspaces-keep-apart.ts";
import { readSources, readTexts } from "./source.ts";

/** docs/architecture.md, "Rules of imports", in its order; then the rules that it implies. */
const RULES: readonly Rule[] = [
  sharedIsPure,
  workspacesKeepApart,
  mainAloneReadsTheWorld,
  transitionsArePure,
  storeys,
  resourceRunsAnywhere,
  noDrawers,
  noModuleState,
  onePolyfillImporter,
  packagesAreDeclared,
  pathsAreTypedOnce,
  setupNeedsNothing,
  testsStayTests,
  migrationsAdd,
  migrationsAreFrozen,
  everyTestRuns,
  matchesSaySomething,
  namesAreNoPlaces,
  textsAreInTexts,
  wideFindersAreRare,
];

/** Rules about every text, the documents too. */
const TEXT_RULES: readonly Rule[] = [noForeignNames];

/** Rules about how files hang together. */
const HOUSE_RULES: readonly HouseRule[] = [
  noCircles,
  noCirclesOfFolders,
  exportsAreUsed,
  servicesAreUsed,
  textsAreUsed,
];

const sources = readSources();
const texts = readTexts();

describe("who may import whom", () => {
  it.each(RULES)("$says", ({ because, broken }) => {
    const found = sources.flatMap((source) => broken(source).map((what) => `${source.path}:${what}`));
    expect(found, `because ${because}`).toEqual([]);
  });

  it.each(TEXT_RULES)("$says", ({ because, broken }) => {
    const found = texts.flatMap((text) => broken(text).map((what) => `${text.path}:${what}`));
    expect(found, `because ${because}`).toEqual([]);
  });

  it.each(HOUSE_RULES)("$says", ({ because, brokenIn }) => {
    expect(brokenIn(sources), `because ${because}`).toEqual([]);
  });

  it("is judged over every workspace", () => {
    for (const folder of [
      "shared/",
      "rules/",
      "server/",
      "web/",
      "extension/",
      "cli/",
      "resource/",
      "test/",
      "setup/",
    ]) {
      expect(sources.some(({ path }) => path.startsWith(folder))).toBe(true);
    }
  });
});

describe.each([...RULES, ...TEXT_RULES])("the rule that $says", ({ broken, planted, kept }) => {
  it.each(planted)("finds what is planted in $path: $text", (source) => {
    expect(broken(source)).not.toEqual([]);
  });

  it.each(kept)("leaves $path alone: $text", (source) => {
    expect(broken(source)).toEqual([]);
  });
});

describe.each(HOUSE_RULES)("the rule that $says", ({ brokenIn, plantedHouses, keptHouses }) => {
  it.each(Object.entries(plantedHouses))("finds what is planted: %s", (_what, house) => {
    expect(brokenIn(house)).not.toEqual([]);
  });

  it.each(Object.entries(keptHouses))("leaves alone: %s", (_what, house) => {
    expect(brokenIn(house)).toEqual([]);
  });
});
