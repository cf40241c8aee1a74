// A login that waits for another person (protocol §11), on a stage with people who have machines of their own.
import { coDecisionAnswerSchema } from "@nearside/shared/api/console/approvals.ts";
import { type ConsolePage, openConsole } from "../kit/console.ts";
import type { MetLogin } from "../kit/log-in.ts";
import type { Machine } from "../kit/machine.ts";
import { ANYBODY } from "../kit/rules.ts";
import { askCoDecision } from "../kit/second-approver.ts";
import type { AtEnd } from "../support/at-end.ts";
import { demand, publishRules } from "../support/rules.ts";
import { type EnrolledStage, openEnrolledStage } from "./enrolling.ts";
import { approvedLogin } from "./logging-in.ts";
import { newColleague } from "./people.ts";
import { machineOf, type Stage } from "./stage.ts";

export type Page = ConsolePage<Machine>;

/** Signs in to the console on that person's machine. */
export const pageOf = (stage: Stage): Promise<Page> => openConsole(stage, machineOf(stage));

/** Alice logs in, and a rule asks for Bob or Carol as well. The machine of the stage itself is the owner's. */
export interface SecondStage {
  readonly owner: EnrolledStage;
  readonly alice: EnrolledStage;
  readonly bob: Page;
  readonly carol: Page;
}

/** @param settings of the server, by variable */
export async function openSecondStage(
  atEnd: AtEnd,
  settings: Readonly<Record<string, string>> = {},
): Promise<SecondStage> {
  const owner = await openEnrolledStage(atEnd, settings);
  const alice = await newColleague(owner, "alice");
  const [bob, carol] = [
    await pageOf(await newColleague(owner, "bob")),
    await pageOf(await newColleague(owner, "carol")),
  ];
  await askFor(owner, '@require_second_approver("user:bob user:carol")');
  return { owner, alice, bob, carol };
}

/** Has a rule ask everybody for that. */
export const askFor = ({ server }: Pick<Stage, "server">, annotation: string): Promise<void> =>
  publishRules(server, ANYBODY, demand(annotation));

/** Leads a login from the request to the first approval. */
export const waitingLogin = (stage: Stage): Promise<MetLogin> => approvedLogin(stage);

/** The same server and machine that many seconds later, once the server's clock was moved as far. */
export const later = <Here extends Stage>(stage: Here, seconds: number): Here => ({
  ...stage,
  now: () => stage.now() + seconds,
});

/** Gives the server's question to this person about the login. @throws Error if it asks nothing */
export const coDecisionFor = async (page: Page, login: Pick<MetLogin, "id">): Promise<string> =>
  (await askCoDecision(page, login)).as(coDecisionAnswerSchema).co_decision;
