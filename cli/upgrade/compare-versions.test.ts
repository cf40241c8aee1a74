import { expect, it } from "vitest";
import { compareVersions } from "./compare-versions.ts";

/** They go from the oldest to the newest; the later ones with a dash are the example of Semantic Versioning 2.0.0 §11. */
const SORTED = [
  ...["0.1.0", "0.2.0", "0.10.0", "0.10.2", "0.10.10"],
  ...["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1"],
  ...["1.0.0", "10.0.0"],
];

it("puts versions in their order", () => {
  for (const [at, one] of SORTED.entries())
    for (const [other, two] of SORTED.entries())
      expect([one, two, Math.sign(compareVersions(one, two))]).toEqual([one, two, Math.sign(at - other)]);
});
