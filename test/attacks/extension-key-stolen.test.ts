// B12: somebody has a copy of the key that signs the extension's package, and so can make another extension of the same id. Browsers take
// it from this server alone, over TLS; and once the key is given up, neither the server nor a keeper knows its id.
import { EXTENSION_ADDRESSES } from "@nearside/shared/api/extension.ts";
import { extensionIds } from "@nearside/shared/statements/extension-ids.ts";
import { beforeAll, expect, it } from "vitest";
import { asBrowser, NOBODYS_HELLO, startKeeper } from "../steps/keeper.ts";
import { enrolCommandLine, newAccount } from "../steps/real-command-line.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { repository } from "../support/repository.ts";
import { lastStoredEvent, rowsOf, storedEventsSince } from "../support/server-rows.ts";

const atEnd = afterTests();
let stage: Stage;
let owner: Awaited<ReturnType<typeof newAccount>>;

beforeAll(async () => {
  stage = await openStage(atEnd);
  owner = await newAccount(atEnd);
  await enrolCommandLine(stage, (args) => owner.run(`${repository}/cli/bin/nearside.js`, args));
});

const ask = (path: string): Promise<Response> => fetch(stage.issuer + path);
async function offered() {
  const manifest = await (await ask(EXTENSION_ADDRESSES.chromiumUpdates)).text();
  const [, id = ""] = /appid="([a-p]{32})"/.exec(manifest) ?? [];
  const [, path = ""] = /codebase="https?:\/\/[^/]+([^"]+)"/.exec(manifest) ?? [];
  return { manifest, id, path };
}
const caller = (id: string): string => `chrome-extension://${id}/`;

it("is refused once it is given up", async () => {
  const stolen = await offered();
  expect((await ask(stolen.path)).status).toBe(200);
  const before = await startKeeper(owner, atEnd);
  const browser = await asBrowser(atEnd);
  const isAdmitted = async (host: string, id: string): Promise<boolean> =>
    JSON.stringify(await browser(NOBODYS_HELLO, host, caller(id))) !== '{"refused":"foreign_extension"}';
  expect(await isAdmitted(before.host, stolen.id)).toBe(true);
  await before.process.stop();

  const seq = lastStoredEvent(stage);
  await stage.server.shell("extension", "rotate", "--now");
  expect(storedEventsSince(stage, seq)).toMatchObject([
    { kind: "extension_key_ended", subject: stolen.id },
    { kind: "extension_key_made", data: { predecessor: stolen.id } },
  ]);
  const now = await offered();
  expect(now.id).not.toBe(stolen.id);
  expect(now.manifest).not.toContain(stolen.id);
  expect((await ask(stolen.path)).status).toBe(404);
  const { claims } = await extensionIds.read(await (await ask(EXTENSION_ADDRESSES.ids)).text());
  expect(claims.chromium).toEqual([now.id]);
  // Nobody takes it out of the database either.
  const rows = rowsOf(stage, "SELECT id, private_jwk FROM extension_keys WHERE private_jwk IS NULL");
  expect(rows.map(({ id }) => id)).toEqual([stolen.id]);

  const after = await startKeeper(owner, atEnd);
  expect(await isAdmitted(after.host, stolen.id)).toBe(false);
  expect(await isAdmitted(after.host, now.id)).toBe(true);
});
