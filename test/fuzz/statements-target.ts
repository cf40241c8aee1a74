import { readChain, type WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import { CHAIN_CHECKS, runChecks } from "@nearside/shared/chain/verify-chain.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { browserStatement } from "@nearside/shared/statements/browser.ts";
import { coAnswer } from "@nearside/shared/statements/co-answer.ts";
import { coDecision } from "@nearside/shared/statements/co-decision.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";
import { coRefusal } from "@nearside/shared/statements/co-refusal.ts";
import { coReview } from "@nearside/shared/statements/co-review.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { offboarding } from "@nearside/shared/statements/offboarding.ts";
import { peerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { report } from "@nearside/shared/statements/report.ts";
import { isMembers, type Json } from "../kit/hostile-json.ts";
import { jsonOf, pathsOf, valueAt } from "../kit/json.ts";
import { ADA, knownOf } from "../vectors/about.ts";
import { writeEnrolment } from "../vectors/enrolment.ts";
import { writeLogin } from "../vectors/login.ts";
import { newParties } from "../vectors/parties.ts";
import { isStatement, spoil } from "./spoil.ts";
import type { Target } from "./target.ts";

/** These are all statements that are read before any party's key is known. */
const READERS = [
  ...[deviceStatement, enrolmentRequest, receipt, browserStatement, refreshStatement],
  ...[hello, presenceProof, attestation, enrolment, denial, report, peerRefusal, offboarding],
  ...[coDecision, coReview, coRefusal, coQuestion, coAnswer],
].map(({ read }): ((text: unknown) => Promise<unknown>) => read);
const READING = new Set(["malformed", "wrong_type", "wrong_algorithm"]);

/** The chain of a login and each statement by itself, as a later verifier and every party reads them. */
export const statementsTarget: Target = {
  name: "statements",
  share: 10,
  open: async () => {
    const parties = await newParties(ADA);
    const trusted = knownOf(parties);
    const chain = jsonOf(await writeLogin(parties, "fuzz"));
    const enrolled = jsonOf(await writeEnrolment(parties, "fuzz"));
    const by = { device_statement: parties.device, hello: parties.extension, presence_proof: parties.session };
    const signers = new Map(Object.entries(by).map(([name, party]) => [String(valueAt(chain, [name])), party]));
    const hands = { signers, stranger: parties.stranger, others: [chain, enrolled] };

    const verify = async (written: Json) => runChecks(CHAIN_CHECKS, await readChain(written), trusted);
    const readEach = async (value: Json): Promise<string | undefined> => {
      for (const path of pathsOf(value)) {
        const text = valueAt(value, path);
        if (typeof text !== "string" || isStatement(valueAt(enrolled, path)) === false) continue;
        for (const read of READERS) {
          const thrown = await thrownBy(() => read(text));
          if (thrown !== undefined && !(thrown instanceof Refused && READING.has(thrown.code)))
            return `reading threw ${thrown}`;
        }
      }
      return undefined;
    };
    return {
      send: async ({ message, recipe }) => {
        if (message % 3 === 0) return readEach((await spoil(enrolled, recipe.steps, hands)).value);
        const { value, signed } = await spoil(chain, recipe.steps, hands);
        const thrown = await thrownBy(() => verify(value));
        if (thrown === undefined) return harmless(chain, value, signed);
        return thrown instanceof Refused ? undefined : `threw ${thrown}`;
      },
      end: async () => {
        const thrown = await thrownBy(() => verify(chain));
        return thrown === undefined ? undefined : `the honest chain is refused: ${thrown}`;
      },
    };
  },
};

/** Returns what the call throws. */
export async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error ?? new Error("nothing was thrown, as an error");
  }
}

/** The signed members: the rest of an assertion is for messages only (protocol §4.5). */
const SIGNED: readonly (keyof WrittenChain)[] = [
  ...(["device_statement", "request", "facts", "nonce", "hello"] as const),
  ...(["presence_proof", "attestation", "decision", "access_token"] as const),
];

function harmless(honest: Json, spoilt: Json, signed: ReadonlySet<string>): string | undefined {
  const places = [...SIGNED.map((name) => [name]), ...ASSERTION.map((name) => ["assertion", "response", name])];
  for (const place of places) {
    const now = valueAt(spoilt, place);
    if (now !== valueAt(honest, place) && !signed.has(String(now))) return `accepted with another ${place.join(".")}`;
  }
  return isMembers(spoilt) ? undefined : "accepted what is no chain";
}
const ASSERTION = ["clientDataJSON", "authenticatorData", "signature"];
