import { apiErrorSchema, begunSchema } from "@nearside/shared/api/api-error.ts";
import { type Newcomer, newcomersSchema } from "@nearside/shared/api/second-wait.ts";
import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { agoInWords, minutesInWords } from "@nearside/shared/text/time-in-words.ts";
import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { type EndCode, Problem, rulesInWords } from "../problems/problem.ts";
import { texts } from "../texts/server.ts";
import type { HttpAnswer } from "./http.ts";

/** Characters. */
const LONGEST_SENTENCE = 500;
const LONGEST_NAME = 64;
const LONGEST_REASON = 300;

/** The server refused, with a closed code and its own sentence (RFC 6749 §5.2). */
export class ServerRefusal extends Problem {
  /** `error` as sent. */
  readonly error: string;
  readonly status: number;
  /** The server's time, if it sent one. Seconds. */
  readonly serverTime: number | undefined;
  /** A nonce for the next proof (RFC 9449 §8). */
  readonly nonce: string | undefined;
  /** The member `trouble`, as sent: it may be anything (protocol §4.6). */
  readonly trouble: unknown;
  /** The member `wanted`, as sent: it may be anything (protocol §4.6). */
  readonly wanted: unknown;
  /** The member `second`, as sent: it may be anything (protocol §11). */
  readonly second: unknown;
  override readonly rules: readonly DecidingRule[];
  override readonly said: string | undefined;
  /** Seconds after which another try may help, if the server named them (RFC 9110 §10.2.3). */
  readonly retryAfter: number | undefined;

  constructor(answer: HttpAnswer, body: v.InferOutput<typeof apiErrorSchema> | undefined) {
    const error = body?.error ?? "";
    const code = endCodeOf(body?.refusal, error, answer.status);
    const rules = body?.rules ?? [];
    const begun = v.safeParse(begunSchema, body?.begun);
    const beside = begun.success ? wordsOfBegun(begun.output) : undefined;
    super(code, rules.length > 0 ? wordsOfRules(rules) : (beside ?? detailOf(code, error, body?.error_description)));
    this.name = "ServerRefusal";
    // The server says better than our one sentence for all machines what this one lacks, and how to get there.
    if (code === "proof_too_weak" && this.detail !== undefined)
      this.message = neutralise(body?.error_description ?? "", LONGEST_SENTENCE) || this.message;
    this.error = error;
    this.status = answer.status;
    this.serverTime = body?.server_time ?? dateOf(answer);
    const nonce = answer.headers["dpop-nonce"];
    this.nonce = typeof nonce === "string" ? nonce : undefined;
    this.trouble = body?.["trouble"];
    this.wanted = body?.["wanted"];
    this.second = body?.["second"];
    this.rules = rules;
    const newcomers = v.safeParse(newcomersSchema, body?.newcomers);
    if (newcomers.success && newcomers.output.length > 0 && this.serverTime !== undefined)
      this.message = `${this.message} ${newcomersInWords(newcomers.output, this.serverTime)}`;
    this.said = code === "denied" && body?.reason ? neutralise(body.reason, LONGEST_REASON) : undefined;
    if (this.said !== undefined) this.message = texts.deniedWith({ sentence: this.said });
    const retryAfter = answer.headers["retry-after"] ?? "";
    // A date is not read: that needs a clock, and ours may be wrong.
    this.retryAfter = /^[0-9]{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  }
}

/**
 * The problems that OAuth's codes mean for the person: RFC 6749 §5.2, RFC 8628 §3.5, RFC 8707 §2, RFC 9396 §5, and OpenID
 * Connect's further one (RFC 9470 §5).
 */
const OAUTH_ERRORS: Readonly<Record<string, EndCode>> = {
  invalid_client: "client_unknown",
  unauthorized_client: "client_unknown",
  invalid_grant: "credential_revoked",
  invalid_scope: "scope_refused",
  invalid_target: "target_refused",
  invalid_authorization_details: "details_refused",
  unmet_authentication_requirements: "proof_too_weak",
  access_denied: "login_refused", // our own server also says whether a person denied it
  expired_token: "request_expired",
  temporarily_unavailable: "server_busy",
  server_error: "server_failed",
};

function endCodeOf(refusal: string | undefined, error: string, status: number): EndCode {
  if (refusal !== undefined && isRefusalCode(refusal)) return refusal;
  if (isRefusalCode(error)) return error;
  const mapped = Object.hasOwn(OAUTH_ERRORS, error) ? OAUTH_ERRORS[error] : undefined;
  if (mapped !== undefined) return mapped;
  if (status === 429 || status === 503) return "server_busy";
  return status >= 500 ? "server_failed" : "server_refused";
}

/** Our own sentence is shown for codes that we know. For the rest the server's is, made harmless to show. */
function detailOf(code: EndCode, error: string, description: string | undefined): string | undefined {
  if (isRefusalCode(code) && (description === undefined || description === sentenceOf(code))) return undefined;
  const body = [description, error === "" || error === code ? undefined : `(${error})`].filter(
    (part) => part !== undefined,
  );
  return neutralise(body.join(" "), LONGEST_SENTENCE) || undefined;
}

/** The rules that refused, and what they say to the person. */
const wordsOfRules = (rules: readonly DecidingRule[]): string =>
  neutralise(texts.byRules({ rules: rulesInWords(rules) }), LONGEST_SENTENCE);

/**
 * Names the people who do not count yet, and says from when they do: "bea counts in 47 minutes".
 *
 * @param now epoch seconds, by the server's clock
 */
export const newcomersInWords = (newcomers: readonly Newcomer[], now: number): string =>
  texts.newcomers({
    people: newcomers.map(({ name, counts_from }) =>
      texts.newcomer({
        name: neutralise(name, LONGEST_NAME),
        span: minutesInWords(counts_from - now),
      }),
    ),
  });

/** The other machine named itself, so the name proves nothing. */
const wordsOfBegun = ({ hostname, seconds_ago }: v.InferOutput<typeof begunSchema>): string =>
  texts.begun({ hostname: neutralise(hostname, LONGEST_NAME), ago: agoInWords(seconds_ago) });

function dateOf({ headers }: HttpAnswer): number | undefined {
  const date = headers.date === undefined ? Number.NaN : Date.parse(headers.date);
  return Number.isFinite(date) ? Math.floor(date / 1000) : undefined;
}

/** Makes the answer an error, whatever its body is. */
export function refusalOf(answer: HttpAnswer): ServerRefusal {
  const body = v.safeParse(apiErrorSchema, parseJson(answer.text));
  return new ServerRefusal(answer, body.success ? body.output : undefined);
}
