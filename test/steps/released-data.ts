// The data of a released version: who is in it, and the machine with which somebody in it logs in. `keep-release.ts` makes it.
import { createPrivateKey, generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Authenticator, FLAGS, NO_AAGUID } from "../kit/authenticator.ts";
import { type NearsideServer, startServer } from "../support/nearside-server.ts";
import { releasedFile } from "../support/released-server.ts";
import { keptParty, newParties, type Parties } from "../vectors/parties.ts";
import { openClient, type Stage } from "./stage.ts";

/** Passkeys know the address with which they were enrolled, port and all. */
export const RELEASED_PORT = 24_791;
export const RELEASED_ISSUER = `http://localhost:${RELEASED_PORT}`;

type Kept = Readonly<Record<"device" | "extension" | "passkey", JsonWebKey>>;

const newKey = (): JsonWebKey =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
export const newKeptKeys = (): Kept => ({ device: newKey(), extension: newKey(), passkey: newKey() });
export const keysFile = (version: string): string => releasedFile(`keys-${version}.json`);

/** The machine of those keys; its session is a new one. */
export async function partiesOf({ device, extension, passkey }: Kept): Promise<Parties> {
  const others = await newParties({ id: "us_of_no_statement", name: "admin" });
  const kind = {
    flags: FLAGS.UP | FLAGS.UV,
    aaguid: NO_AAGUID,
    key: createPrivateKey({ key: passkey, format: "jwk" }),
  };
  return {
    ...others,
    device: await keptParty(device),
    extension: await keptParty(extension),
    passkey: new Authenticator("kept passkey", kind),
  };
}

/** The content of such a file. */
export const releasedData = (version: string, kind: "db" | "sql"): Buffer =>
  gunzipSync(readFileSync(releasedFile(`data-${version}.${kind}.gz`)));

/** A server of this version on the data of that one. @param folder has its data folder */
export async function openReleased(
  version: string,
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const place = { issuer: RELEASED_ISSUER, host: "127.0.0.1", port: RELEASED_PORT, folder, settings };
  const server: NearsideServer = await startServer(place);
  const kept: Kept = JSON.parse(readFileSync(keysFile(version), "utf8"));
  return {
    ...openClient(RELEASED_ISSUER),
    server,
    dataFolder: join(folder, "data"),
    database: settings["DATABASE_URL"],
    parties: await partiesOf(kept),
    serverKeys: [],
  };
}
