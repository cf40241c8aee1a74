// One version of everything: a release raises all of them (docs/how-to/release.md).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repository } from "../support/repository.ts";

const read = (path: string): string => readFileSync(join(repository, path), "utf8");
const { version, workspaces }: { version: string; workspaces: readonly string[] } = JSON.parse(read("package.json"));

it.each(workspaces)("%s has the version of the whole", (workspace) => {
  expect(JSON.parse(read(`${workspace}/package.json`)).version).toBe(version);
});

it("the manifest for Kubernetes rolls out that version", () => {
  const images = [...read("deploy/kubernetes/nearside.yaml").matchAll(/\/nearside-server:(\S+)$/gm)];
  expect(images.map(([, tag]) => tag)).toEqual([version]);
});
