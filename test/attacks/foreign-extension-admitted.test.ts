// B11: somebody has the keeper admit an extension of his own: he answers in the server's place with an id that the server never said, or a
// browser has his extension beside the right one. Only what a server of this account's enrolments signs is admitted.
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { EXTENSION_ADDRESSES } from "@nearside/shared/api/extension.ts";
import { extensionIds } from "@nearside/shared/statements/extension-ids.ts";
import { beforeAll, expect, it } from "vitest";
import { newSigner } from "../kit/keys.ts";
import { asBrowser, NOBODYS_HELLO, startKeeper } from "../steps/keeper.ts";
import { enrolCommandLine, newAccount } from "../steps/real-command-line.ts";
import { lasting, openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { repository } from "../support/repository.ts";

const atEnd = afterTests();
const STRANGERS = "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb";
const METADATA = "/.well-known/oauth-authorization-server";
let stage: Stage;
let owner: Awaited<ReturnType<typeof newAccount>>;
/** The id that the server says. */
let ours: string;

beforeAll(async () => {
  stage = await openStage(atEnd);
  owner = await newAccount(atEnd);
  await enrolCommandLine(stage, (args) => owner.run(`${repository}/cli/bin/nearside.js`, args));
  [ours = ""] = (await idsOf(await textAt(EXTENSION_ADDRESSES.ids))).chromium;
});

const textAt = async (path: string): Promise<string> => (await fetch(stage.issuer + path)).text();
const idsOf = async (text: string) => (await extensionIds.read(text)).claims;
const originOf = (id: string): string => `chrome-extension://${id}/`;

async function setUp(): Promise<{ readonly said: string; readonly admitted: unknown }> {
  const cli = await owner.run(`${repository}/cli/bin/nearside.js`, ["keeper", "install"]);
  expect((await cli.ended()).code, cli.stderr()).toBe(0);
  const file = join(owner.home, ".config/chromium/NativeMessagingHosts/dev.nearside.keeper.json");
  const manifest: { readonly allowed_origins?: unknown } = JSON.parse(await readFile(file, "utf8"));
  return { said: cli.stdout() + cli.stderr(), admitted: manifest.allowed_origins };
}

it("is refused at the keeper beside the one that the server said, by whose id it passes", async () => {
  const keeper = await startKeeper(owner, atEnd);
  const browser = await asBrowser(atEnd);
  expect(await browser(NOBODYS_HELLO, keeper.host, originOf(STRANGERS))).toEqual({ refused: "foreign_extension" });
  expect(await browser(NOBODYS_HELLO, keeper.host, originOf(ours))).not.toEqual({ refused: "foreign_extension" });
  await keeper.process.stop();
});

it("is refused where somebody says its id in the server's place", async () => {
  const { admitted } = await setUp();
  expect(admitted).toContain(originOf(ours));
  const honest = new Map<string, string>();
  for (const path of [METADATA, "/oauth/jwks", EXTENSION_ADDRESSES.ids]) honest.set(path, await textAt(path));
  const genuine = honest.get(EXTENSION_ADDRESSES.ids) ?? "";
  const claims = { iss: stage.issuer, ...lasting(3600), chromium: [STRANGERS] };
  const [header = "", , signature = ""] = genuine.split(".");
  const altered = [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
  const { port } = new URL(stage.issuer);
  await stage.server.stop();
  const lies = [await extensionIds.sign(await newSigner(), claims), altered, "no statement", ""];
  for (const lie of lies) {
    const liar = await answering(Number(port), new Map([...honest, [EXTENSION_ADDRESSES.ids, lie]]));
    const after = await setUp();
    expect(after.said).toContain("did not tell the ids of its extension");
    expect(after.admitted).toEqual(admitted); // the server's own answer stays
    await new Promise((resolve) => liar.close(resolve));
  }
});

/** A server that answers those paths with those texts, in the place of the one that is gone. */
async function answering(port: number, texts: ReadonlyMap<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const text = texts.get(request.url ?? "");
    response.writeHead(text === undefined ? 404 : 200, { "Content-Type": "application/json", Connection: "close" });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}
