// B13: an older package of the extension, with a flaw that is fixed since, is put into the server's place or comes with an older server.
// The key has signed a newer version before, so the older one is signed for nobody.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EXTENSION_ADDRESSES } from "@nearside/shared/api/extension.ts";
import { expect, it, onTestFinished } from "vitest";
import { openStage } from "../steps/stage.ts";
import { runIn } from "../support/postgres.ts";

it("is given to no browser, neither to one with the newer version nor to one without any", async () => {
  const stage = await openStage(onTestFinished);
  const ask = (path: string): Promise<Response> => fetch(stage.issuer + path);
  const manifest = async (): Promise<string> => (await ask(EXTENSION_ADDRESSES.chromiumUpdates)).text();
  const [, path = ""] = /codebase="https?:\/\/[^/]+([^"]+)"/.exec(await manifest()) ?? [];
  expect((await ask(path)).status).toBe(200);
  const signed = (version: string): void => {
    const sql = `UPDATE extension_keys SET highest_version = '${version}'`;
    if (stage.database !== undefined) {
      runIn(stage.database, sql);
      return;
    }
    const database = new DatabaseSync(join(stage.dataFolder, "nearside.db"));
    database.exec(sql);
    database.close();
  };
  signed("99.0.0");
  expect(await manifest()).toContain('<updatecheck status="noupdate"/>');
  expect(await manifest()).not.toContain("codebase");
  const refused = await ask(path);
  expect(refused.status).toBe(503);
  expect(await refused.text()).toContain("older than one that it handed out before");
  // The honest twin: a version that is as new as any before.
  signed("0.0.1");
  expect((await ask(path)).status).toBe(200);
  expect(await manifest()).toContain("codebase");
});
