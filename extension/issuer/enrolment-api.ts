import { apiErrorSchema } from "@nearside/shared/api/api-error.ts";
import * as enrolApi from "@nearside/shared/api/enrol-api.ts";
import type { EnrolmentStateName, EnrolmentView } from "@nearside/shared/api/enrolments.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { isRefusalCode, refuse } from "@nearside/shared/chain/refusal.ts";
import { newRandomId, type RandomBytes } from "@nearside/shared/ids.ts";
import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import { fetchJson, type JsonAnswer } from "../fetch-json.ts";

/** Bytes: six statements, a passkey and the overhead of JSON. */
const LIMIT = 262_144;
/** Seconds: a held answer, and the time for the way there and back. */
const ANSWER_WITHIN = HELD_POLL_SECONDS + 10;

/**
 * The requests about one enrolment that its extension key may make to the server (protocol §3.3). Each throws Refused.
 */
export interface EnrolmentApi {
  /** Reads the other side's statements. The answer is held open until the state differs from `lastState`. */
  view(lastState: EnrolmentStateName | undefined): Promise<EnrolmentView>;
  prove(proof: string): Promise<void>;
  refuse(reason: "words_differ" | "cancelled"): Promise<void>;
}

interface DpopServices {
  /** The server's clock, as far as it is known here, in epoch seconds. */
  readonly serverNow: () => number;
  readonly random: RandomBytes;
}

export function enrolmentApi(issuer: string, enrolment: string, signer: Signer, services: DpopServices): EnrolmentApi {
  const send = async (method: "GET" | "POST", url: string, body: unknown, nonce?: string): Promise<JsonAnswer> => {
    const dpop = await signDpop(signer, {
      method,
      url,
      jti: newRandomId(services.random),
      iat: services.serverNow(),
      nonce,
    });
    try {
      return await fetchJson(url, { method, headers: { dpop }, body, limit: LIMIT, within: ANSWER_WITHIN });
    } catch (cause) {
      return refuse("unreachable", "issuer", { cause });
    }
  };
  const ask = async (method: "GET" | "POST", address: string, body?: unknown): Promise<unknown> => {
    const url = `${issuer}${address}`;
    let answer = await send(method, url, body);
    // RFC 9449 §8: the server asks for its own nonce in the proof
    const nonce = answer.headers.get("dpop-nonce");
    if (nonce !== null && answer.status >= 400 && errorOf(answer) === "use_dpop_nonce")
      answer = await send(method, url, body, nonce);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    const code = errorOf(answer);
    return refuse(code !== undefined && isRefusalCode(code) ? code : "unreachable", "issuer");
  };

  return {
    async view(lastState) {
      const { address, output } = at(enrolApi.view, enrolment);
      const answer = await ask("GET", lastState === undefined ? address : `${address}?known=${lastState}`);
      const view = v.safeParse(output, answer);
      return view.success ? view.output : refuse("malformed", "enrolment");
    },
    prove: async (proof) => void (await ask("POST", at(enrolApi.proof, enrolment).address, { proof })),
    refuse: async (reason) => void (await ask("POST", at(enrolApi.refusal, enrolment).address, { reason })),
  };
}

function errorOf({ body }: JsonAnswer): string | undefined {
  const error = v.safeParse(apiErrorSchema, body);
  return error.success ? error.output.error : undefined;
}
