// Others beside the victim: with keys, machines and browsers of their own.
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { type EnrolledStage, enrol, passkeyOf } from "../steps/enrolling.ts";
import { openClient, type Stage } from "../steps/stage.ts";
import { newParties } from "../vectors/parties.ts";

/** Somebody at another machine, whom this server does not know. */
export const newStranger = async (stage: Stage, name = "stranger"): Promise<Stage> => ({
  ...stage,
  ...openClient(stage.issuer),
  parties: await newParties({ id: "us_of_no_statement", name }),
});

/** Somebody whose own machine and browser are enrolled here, as honestly as the victim's. */
export async function newColleague(stage: Stage, name: string): Promise<EnrolledStage> {
  const theirs = await newStranger(stage, name);
  const { met, user } = await enrol(theirs, name, await stage.server.ticket(name));
  const words = await sixWords(met.attestation, passkeyOf(theirs.parties));
  await stage.server.confirm(words.join(" "));
  return { ...theirs, user };
}

/** The same person and machine, whose keys and cookie a thief has; he sits in another browser. */
export const withStolenCookie = (stage: Stage): Stage => ({ ...stage, ...openClient(stage.issuer, stage.cookie()) });
