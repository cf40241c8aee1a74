import { join } from "node:path";
import { EXTENSION_ADDRESSES } from "@nearside/shared/api/extension.ts";
import { CHROMIUM_EXTENSION_ID } from "@nearside/shared/api/native.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { issuerSchema } from "@nearside/shared/claims.ts";
import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { chromiumIdSchema, extensionIds, MOST_IDS } from "@nearside/shared/statements/extension-ids.ts";
import * as v from "valibot";
import { allMachines } from "../../keys/enrolled-machine.ts";
import type { KeyPlace } from "../../keys/key-file.ts";
import { readPrivateFile, writePrivateFile } from "../../keys/private-file.ts";
import { checkPrivateFolder, ensurePrivateFolder } from "../../keys/private-folder.ts";
import { parseJson } from "../../parse-json.ts";
import { type EndCode, Problem, problemOf } from "../../problems/problem.ts";
import { type Connection, connect } from "../../server/connection.ts";
import { readDone } from "../../server/read-answer.ts";
import { texts } from "../../texts/keeper.ts";
import type { MachineWorld } from "../../world/world.ts";

// A server that signs the extension by a key of its own gives it an id of its own in Chromium. The native host and the keeper admit the
// ids of the servers that this account is enrolled with: each server says its own in a statement that it signs (protocol §4.2), which is
// kept here, so that it counts while the server can't be reached. Nobody else says an id.

const FILE = "extensions.json";
const TIMEOUT = 10_000;
/** The status of a server that is older than the statement. */
const NOT_FOUND = 404;

const fileSchema = v.strictObject({
  nearside: v.literal("extensions"),
  servers: v.pipe(
    v.array(
      v.strictObject({ issuer: issuerSchema, chromium: v.pipe(v.array(chromiumIdSchema), v.maxLength(MOST_IDS)) }),
    ),
    v.maxLength(64),
  ),
});
type KnownServer = v.InferOutput<typeof fileSchema>["servers"][number];

/** A server that could not be asked, or whose answer proves nothing. */
interface NotHeard {
  readonly issuer: string;
  readonly problem: EndCode;
}

/**
 * The ids that are admitted here: that of every build, and those that the servers of this account's enrolments have said. What a server
 * said ends with the last enrolment there.
 *
 * @throws KeyFileError
 */
export async function knownExtensions(place: KeyPlace): Promise<readonly string[]> {
  const servers = await readServers(place);
  if (servers.length === 0) return [CHROMIUM_EXTENSION_ID];
  const enrolled = new Set((await allMachines(place)).map(({ issuer }) => issuer));
  const said = servers.filter(({ issuer }) => enrolled.has(issuer)).flatMap(({ chromium }) => chromium);
  return [...new Set([CHROMIUM_EXTENSION_ID, ...said])];
}

/**
 * Asks each server of this account's enrolments for its ids, and keeps what was proven. A server that can't be asked keeps those that it
 * said before.
 *
 * @throws KeyFileError
 */
export async function learnExtensions(
  world: Pick<MachineWorld, "now" | "place" | "random" | "sleep" | "stop">,
): Promise<readonly NotHeard[]> {
  const place = await world.place();
  const issuers = [...new Set((await allMachines(place)).map(({ issuer }) => issuer))];
  const before = await readServers(place);
  const notHeard: NotHeard[] = [];
  const servers: KnownServer[] = [];
  for (const issuer of issuers) {
    const connection = connect(issuer, world);
    try {
      servers.push({ issuer, chromium: [...(await askIds(connection))] });
    } catch (error) {
      world.stop.throwIfAborted();
      notHeard.push({ issuer, problem: problemOf(error).code });
      servers.push(...before.filter((server) => server.issuer === issuer));
    } finally {
      connection.http.close();
    }
  }
  if (JSON.stringify(servers) !== JSON.stringify(before)) await writeServers(place, servers);
  return notHeard;
}

/** The ids that the server says and signs; none of a server that is older than that. @throws Problem, Refused */
async function askIds({ http, issuer, keys, now }: Connection): Promise<readonly string[]> {
  const answer = await http.send({ method: "GET", url: issuer + EXTENSION_ADDRESSES.ids, timeout: TIMEOUT });
  if (answer.status === NOT_FOUND) return [];
  readDone(answer);
  const statement = await extensionIds.read(answer.text);
  await verifyServerSignature(statement, { issuer, serverKeys: await keys.current() });
  const { exp, chromium } = statement.claims;
  if (exp + CLOCK_LEEWAY_SECONDS < now() / 1000) throw new Problem("server_malformed", texts.setup.oldIds);
  return chromium;
}

async function readServers(place: KeyPlace): Promise<readonly KnownServer[]> {
  if (!(await checkPrivateFolder(place))) return [];
  const text = await readPrivateFile(join(place.folder, FILE), place.uid);
  const read = v.safeParse(fileSchema, parseJson(text ?? ""));
  return read.success ? read.output.servers : []; // it is asked again, and written whole
}

async function writeServers(place: KeyPlace, servers: readonly KnownServer[]): Promise<void> {
  await ensurePrivateFolder(place);
  const text = JSON.stringify({ nearside: "extensions", servers: [...servers] } satisfies v.InferOutput<
    typeof fileSchema
  >);
  await writePrivateFile(place, join(place.folder, FILE), `${text}\n`);
}
