import type { Decision } from "@nearside/shared/statements/decision.ts";
import { type Facts, readFacts, writeFacts } from "@nearside/shared/statements/facts.ts";
import type { Trx } from "../../platform/store/database.ts";
import { among } from "./among-states.ts";
import type { Approval } from "./login.ts";
import { type LoginProof, packProof, unpackProof } from "./login-proof.ts";
import { readData } from "./login-store.ts";
import { APPROVED_LOGIN_STATES, ENDED_LOGIN_STATES } from "./transitions.ts";

/** Replaces the salt: without the real one nobody can guess facts and compare hashes. */
const NO_SALT = "A".repeat(22);

/** This is left of the facts: which program asked for what, and when. The facts no longer tell who asked, where, and what was typed. */
const rest = ({ context: _context, seen, ...facts }: Facts): Facts => ({
  ...facts,
  salt: NO_SALT,
  authorization_details: [],
  context: { hostname: "", os: "", account: "", command: "", cwd: "", parent: null, tty: null, remote: null },
  seen: { address: "", time: seen.time },
});

/** The questions of others about the login, and its person's answers, are left out too: co-decisions have the hashes (protocol §11). */
function withoutQuestions({ second, ...approval }: Approval): Approval {
  if (second === undefined) return approval;
  const approved = second.approved.map(({ questions: _, ...one }) => one);
  return { ...approval, second: { ...second, approved, questions: [] } };
}

/** Tells whether these are what an erasure left. */
const areErased = ({ salt }: Facts): boolean => salt === NO_SALT;

/** Finds the texts that a person typed for a login, as pages show them. An erasure leaves them in the decision, which is signed. */
export const typedTexts = (
  facts: Facts,
  decided: Pick<Decision["claims"], "justification" | "ticket"> | undefined,
): { readonly justification: string | null; readonly ticket: string | null } =>
  decided === undefined || areErased(facts)
    ? { justification: null, ticket: null }
    : { justification: decided.justification ?? null, ticket: decided.ticket ?? null };

/** The hashes of what is left out stay in the request, which the server signed. */
const withoutFacts = ({ rests_on, approval, ...proof }: LoginProof): LoginProof => ({
  ...proof,
  approval: withoutQuestions(approval),
  device_statement: "",
  ...(rests_on === undefined ? {} : { rests_on: { ...rests_on, device_statement: "", facts: null } }),
});

/** The same of a login that ended, and the reason for which another person refused it. */
function endWithoutWords(data: string): string {
  const { reason, by, before, ...rest } = readData(data);
  return JSON.stringify({
    ...rest,
    ...(by === undefined ? { reason } : { by }),
    before: before?.approval === undefined ? before : { ...before, approval: withoutQuestions(before.approval) },
  });
}

/**
 * Erases what logins of that person tell of the person's machine and surroundings: the facts and their salt, and the machine's own
 * statement of them.
 *
 * @param most logins that one call erases
 * @returns how many it erased
 */
export async function eraseFacts(trx: Trx, userId: string, now: number, most: number): Promise<number> {
  const rows = await trx
    .selectFrom("logins")
    .select(["id", "state", "data", "facts", "proof"])
    .where("user_id", "=", userId)
    .where("facts_erased_at", "is", null)
    .where("state", "in", among([...ENDED_LOGIN_STATES, ...APPROVED_LOGIN_STATES]))
    .orderBy("id")
    .limit(most)
    .forNoKeyUpdate()
    .execute();
  for (const { id, state, data, facts, proof } of rows) {
    const erased = {
      facts: writeFacts(rest(readFacts(facts))),
      facts_erased_at: now,
      terminal: null,
      device_statement: "",
      ...(ENDED_LOGIN_STATES.some((ended) => ended === state) ? { data: endWithoutWords(data) } : {}),
    };
    const texts = proof === null ? {} : { proof: packProof(withoutFacts(unpackProof(proof))) };
    const tokens = trx.selectFrom("lease_tokens").select("jti").where("login_id", "=", id);
    await trx.updateTable("co_decisions").set({ reason: null }).where("login_id", "=", id).execute();
    await trx.deleteFrom("lease_calls").where("jti", "in", tokens).execute(); // what an agent of theirs did at APIs
    await trx
      .updateTable("logins")
      .set({ ...erased, ...texts })
      .where("id", "=", id)
      .execute();
  }
  return rows.length;
}

/**
 * Erases for which reasons that person refused logins of others. Their questions about a login that got a token stay: its evidence
 * depends on that.
 *
 * @param name that the person has from now on
 */
export async function eraseRefusals(trx: Trx, userId: string, name: string): Promise<void> {
  const refused = trx
    .selectFrom("co_decisions")
    .select("login_id")
    .where("user_id", "=", userId)
    .where("outcome", "=", "refused");
  const rows = await trx
    .selectFrom("logins")
    .select(["id", "data"])
    .where("id", "in", refused)
    .where("state", "=", "denied")
    .orderBy("id")
    .forNoKeyUpdate()
    .execute();
  for (const { id, data } of rows) {
    const { reason: _, by, ...rest } = readData(data);
    if (by?.id !== userId) continue; // somebody else was quicker
    const erased = JSON.stringify({ ...rest, by: { id: userId, name } });
    await trx.updateTable("logins").set({ data: erased }).where("id", "=", id).execute();
  }
  await trx.updateTable("co_decisions").set({ reason: null }).where("user_id", "=", userId).execute();
}
