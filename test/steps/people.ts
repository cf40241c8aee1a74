// Others beside the victim: with keys, machines and browsers of their own.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import type { AtEnd } from "../support/at-end.ts";
import { newParties } from "../vectors/parties.ts";
import { type EnrolledStage, enrol, passkeyOf } from "./enrolling.ts";
import { openClient, type Stage } from "./stage.ts";

/** A stranger at another machine, whom this server does not know. */
export const newStranger = async (stage: Stage, name = "stranger"): Promise<Stage> => ({
  ...stage,
  ...openClient(stage.issuer),
  parties: await newParties({ id: "us_of_no_statement", name }),
});

/** A colleague whose own machine and browser are enrolled here, as honestly as the victim's. */
export async function newColleague(stage: Stage, name: string): Promise<EnrolledStage> {
  const theirs = await newStranger(stage, name);
  const { met, user } = await enrol(theirs, name, await stage.server.ticket(name));
  const words = await sixWords(met.attestation, passkeyOf(theirs.parties));
  await stage.server.admit(words.join(" "));
  return { ...theirs, user };
}

/** That person and machine, whose keys and cookie a thief has; he sits in another browser. */
export const withStolenCookie = (stage: Stage): Stage => ({ ...stage, ...openClient(stage.issuer, stage.cookie()) });

/** A client of the configuration file, where a row needs more than the one that every server knows. */
interface Program {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly resources?: readonly string[];
  readonly detailTypes?: readonly string[];
  readonly redirectUris?: readonly string[];
  readonly redirectGrant?: { readonly executables?: readonly string[] };
  readonly accessTokenSeconds?: number;
  readonly refreshTokenSeconds?: number;
}

/** Writes a configuration file with those programs and those other members. @returns the setting that names it */
export async function knowing(
  atEnd: AtEnd,
  clients: readonly Program[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, string>>> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-attack-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "nearside.json");
  await writeFile(file, JSON.stringify({ clients, ...more }), { mode: 0o600 });
  return { NEARSIDE_CONFIG: file };
}
