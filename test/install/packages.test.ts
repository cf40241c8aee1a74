// What `npm run package` makes, as other people get it.
import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { buildWhatIsStale } from "../../setup/build.mjs";
import { makePackages } from "../../setup/package.mjs";

let files: string[];
beforeAll(async () => {
  await buildWhatIsStale();
  files = await makePackages(["cli", "server"]);
});

describe("a packed workspace", () => {
  it("has what is built and nothing that only the checkout needs", () => {
    for (const file of files) {
      const names = execFileSync("tar", ["tzf", file], { encoding: "utf8" }).trim().split("\n");
      expect(names.filter((name) => /\.test\.|\/testing\/|(?<!\.d)\.ts$|tsconfig|\/compiled\//.test(name))).toEqual([]);
      expect(names.filter((name) => name.startsWith("package/dist/")).length).toBeGreaterThan(9);
    }
  });
});
