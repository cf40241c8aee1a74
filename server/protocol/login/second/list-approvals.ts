import type { ApprovalsAnswer, WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { placeShown } from "@nearside/shared/api/place-shown.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { coAnswer } from "@nearside/shared/statements/co-answer.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { Db, WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { findAskedLogins, findAskingLogins, findOwnCoDecisions } from "../../../register/logins/asking-store.ts";
import { typedTexts } from "../../../register/logins/erase-facts.ts";
import type { Approval, Login, Second } from "../../../register/logins/login.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { findNamesOf } from "../../../register/people/named-people.ts";
import { findUsers } from "../../../register/people/users.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";
import { countPeople } from "./people-needed.ts";
import { askedFor, type WaitingLogin } from "./waiting-login.ts";
import { type Approver, type Asked, askedOf, demandMayApprove, Newcomer } from "./who-may-approve.ts";

/** The most logins of each list. */
const MOST = 50;

/** The logins that ask this person on this machine, and those that they have answered (protocol §11). */
export async function listApprovals({ db, clock }: WithClock & WithDb, approver: Approver): Promise<ApprovalsAnswer> {
  const now = clock();
  const said = await findOwnCoDecisions(db, approver.userId, MOST);
  const names = await findNamesOf(db, approver.userId, now);
  const waiting: Listed[] = (await findAsking(db, approver, { now, names, said })).map((asking) => ({
    ...asking,
    mine: null,
  }));
  const recent: Listed[] = [];
  for (const { login_id, outcome, reason, at } of said) {
    const login = await findLogin(db, login_id);
    if (login !== undefined) recent.push({ login, mine: { outcome, reason, at } });
  }
  for (const id of await findAskedLogins(db, names, now, MOST)) {
    if (said.some((one) => one.login_id === id)) continue;
    const login = await findLogin(db, id);
    if (login !== undefined && (await wasAsked(db, login, approver))) recent.push({ login, mine: null });
  }
  // one query for the people of all of them: a hundred and fifty may be listed
  const people = await findUsers(db, [...new Set([...waiting, ...recent].map(({ login }) => login.userId))]);
  const show = async (listed: Listed): Promise<WaitingApproval> => ({
    ...(await shown(db, listed.login, people.get(listed.login.userId)?.name ?? "", approver, listed.mine, now)),
    ...(listed.countsFrom === undefined ? {} : { counts_from: listed.countsFrom }),
  });
  return { waiting: await inTurn(waiting, show), recent: await inTurn(recent, show) };
}

/** A login that asks the person, and from when the person counts for it, if they do not count yet. Epoch milliseconds. */
interface AskingLogin {
  readonly login: WaitingLogin;
  readonly countsFrom: number | undefined;
}

/** A login of a list, with the answer that the person has given. */
interface Listed {
  readonly login: Login;
  readonly countsFrom?: number | undefined;
  readonly mine: WaitingApproval["mine"];
}

async function inTurn<From, To>(all: readonly From[], make: (one: From) => Promise<To>): Promise<To[]> {
  const made: To[] = [];
  for (const one of all) made.push(await make(one));
  return made;
}

interface Known {
  readonly now: number;
  /** The names by which logins ask for the person. */
  readonly names: readonly string[];
  /** The answer that the person has given. */
  readonly said: readonly { readonly login_id: string }[];
}

/** The logins that ask this person on this machine, and that they have not answered. */
async function findAsking(db: Db, approver: Approver, { now, names, said }: Known): Promise<readonly AskingLogin[]> {
  const asking: AskingLogin[] = [];
  for (const id of await findAskingLogins(db, names, now, MOST)) {
    const login = await findLogin(db, id);
    if (login?.state !== "waiting" || said.some((one) => one.login_id === id)) continue;
    const may = await mayApprove(db, await askedNow(login), approver, now, names);
    if (may !== "no") asking.push({ login, countsFrom: may === "yes" ? undefined : may.countsFrom });
  }
  return asking;
}

/** Counts the logins that ask this person on this machine, and that the person can answer now. */
export async function countApprovals({ db, clock }: WithClock & WithDb, approver: Approver): Promise<number> {
  const now = clock();
  const names = await findNamesOf(db, approver.userId, now);
  const said = await findOwnCoDecisions(db, approver.userId, MOST);
  const asking = await findAsking(db, approver, { now, names, said });
  return asking.filter(({ countsFrom }) => countsFrom === undefined).length;
}

const askedNow = async (login: WaitingLogin): Promise<Asked> => askedOf({ login, ...(await askedFor(login)) });

/** True if the login asked this person: somebody whom a group names only since then reads no earlier questions. */
async function wasAsked(db: Db, login: Login, approver: Approver): Promise<boolean> {
  const approval = approvalOf(login);
  if (approval?.second === undefined) return false;
  const { userId, deviceJkt } = login;
  const approvers = (await decision.read(approval.decision)).claims.second?.approvers ?? [];
  const asked = { approvers, userId, deviceJkt, newcomers: approval.second.newcomers };
  return (await mayApprove(db, asked, approver, approval.approved_at * 1000)) === "yes";
}

async function mayApprove(
  db: Db,
  asked: Asked,
  approver: Approver,
  at: number,
  names?: readonly string[],
): Promise<"yes" | "no" | Newcomer> {
  try {
    await demandMayApprove(db, asked, approver, at, names);
    return "yes";
  } catch (error) {
    if (error instanceof Newcomer) return error;
    if (!(error instanceof Refused)) throw error;
    return "no";
  }
}

async function shown(
  db: Db,
  login: Login,
  initiator: string,
  { userId }: Approver,
  mine: WaitingApproval["mine"],
  now: number,
): Promise<WaitingApproval> {
  const facts = readFacts(login.facts);
  const { client, scope, resource, context } = facts;
  const place = placeShown(facts);
  const approval = approvalOf(login);
  const decided = approval === undefined ? undefined : (await decision.read(approval.decision)).claims;
  const lists = decided?.second?.approvers ?? [];
  return {
    id: login.id,
    state: login.state,
    initiator: { id: login.userId, name: initiator },
    machine: { hostname: context.hostname },
    ...(place === undefined ? {} : { place }),
    client,
    scope,
    resource: [...resource],
    command: context.command,
    cwd: context.cwd,
    ...typedTexts(facts, decided),
    asked_at: (approval?.approved_at ?? 0) * 1000,
    until: (approval?.second?.until ?? 0) * 1000,
    ...(await countPeople(db, login.userId, lists, approval?.second?.approved ?? [])),
    questions: await questionsShown(approval?.second, userId),
    ended: endOf(login),
    mine,
    tokens: mine?.outcome === "approved" ? await tokensOf(db, login.id, now) : [],
  };
}

/** The approval of a login that has one, or had one before it ended. */
const approvalOf = (login: Login): Approval | undefined =>
  "approval" in login ? login.approval : "before" in login ? login.before?.approval : undefined;

const questionsShown = async (second: Second | undefined, userId: string): Promise<WaitingApproval["questions"]> =>
  Promise.all(
    (second?.questions ?? []).map(async ({ from, question, answer }) => {
      const read = await coQuestion.read(question);
      return {
        id: read.hash,
        from,
        question: read.claims.question,
        answer: answer === null ? null : (await coAnswer.read(answer)).claims.answer,
        mine: from.id === userId,
      };
    }),
  );

function endOf(login: Login): WaitingApproval["ended"] {
  switch (login.state) {
    case "denied":
      return { reason: login.reason ?? null, by: login.by?.name ?? null };
    case "expired":
      return { reason: null, by: null };
    case "refused":
    case "withdrawn":
      return { reason: login.reason, by: null };
    default:
      return null;
  }
}

async function tokensOf(db: Db, loginId: string, now: number): Promise<WaitingApproval["tokens"]> {
  const family = await findFamily(db, { loginId });
  return family?.state === "active" && family.expiresAt > now
    ? [{ id: family.id, created_at: family.createdAt, expires_at: family.expiresAt }]
    : [];
}
