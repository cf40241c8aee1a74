import { type Facts, readFacts, writeFacts } from "@nearside/shared/statements/facts.ts";
import type { Trx } from "../../platform/store/database.ts";
import { among } from "./among-states.ts";
import { type LoginProof, packProof, unpackProof } from "./login-proof.ts";
import { APPROVED_LOGIN_STATES, ENDED_LOGIN_STATES } from "./transitions.ts";

/** Stands for the salt: without the real one nobody can guess facts and compare hashes. */
const NO_SALT = "A".repeat(22);

/** This is left of the facts: which program asked for what, and when. The facts no longer tell who asked, where, and what was typed. */
const rest = ({ context: _context, seen, ...facts }: Facts): Facts => ({
  ...facts,
  salt: NO_SALT,
  authorization_details: [],
  context: { hostname: "", os: "", account: "", command: "", cwd: "", parent: null, tty: null, remote: null },
  seen: { address: "", time: seen.time },
});

/** The hashes of what is left out stay in the request, which the server signed. */
const withoutFacts = ({ rests_on, ...proof }: LoginProof): LoginProof => ({
  ...proof,
  device_statement: "",
  ...(rests_on === undefined ? {} : { rests_on: { ...rests_on, device_statement: "", facts: null } }),
});

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
    .select(["id", "facts", "proof"])
    .where("user_id", "=", userId)
    .where("facts_erased_at", "is", null)
    .where("state", "in", among([...ENDED_LOGIN_STATES, ...APPROVED_LOGIN_STATES]))
    .orderBy("id")
    .limit(most)
    .forNoKeyUpdate()
    .execute();
  for (const { id, facts, proof } of rows) {
    const erased = {
      facts: writeFacts(rest(readFacts(facts))),
      facts_erased_at: now,
      terminal: null,
      device_statement: "",
    };
    const texts = proof === null ? {} : { proof: packProof(withoutFacts(unpackProof(proof))) };
    const tokens = trx.selectFrom("lease_tokens").select("jti").where("login_id", "=", id);
    await trx.deleteFrom("lease_calls").where("jti", "in", tokens).execute(); // what an agent of theirs did at APIs
    await trx
      .updateTable("logins")
      .set({ ...erased, ...texts })
      .where("id", "=", id)
      .execute();
  }
  return rows.length;
}
