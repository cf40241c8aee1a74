import { ruleIdSchema } from "@nearside/shared/ids.ts";
import { requireSchema } from "@nearside/shared/statements/decision.ts";
import { factsSchema } from "@nearside/shared/statements/facts.ts";
import { withdrawalReasonSchema } from "@nearside/shared/statements/withdrawal.ts";
import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/**
 * A command line requested a login; the subject is the request id (protocol §4.1). The data holds every fact that a rule may need later:
 * the request, its person and machine, how its keys are stored, and what was active at that time.
 */
export const loginRequested = defineEvent(
  "login_requested",
  1,
  { limit: "machine_logins" },
  v.strictObject({
    ...v.omit(factsSchema, ["salt"]).entries,
    user: v.strictObject({ id: v.string(), name: v.string() }),
    bound_set_id: v.string(),
    device: v.strictObject({
      jkt: v.string(),
      key_storage: v.string(),
      enrolled_at: v.number(),
      extensions: v.number(),
      passkeys: v.array(
        v.strictObject({ backup_eligible: v.boolean(), aaguid: v.string(), attestation_verdict: v.string() }),
      ),
    }),
    /** The machine's clock minus the server's, in seconds. */
    clock_offset: v.number(),
  }),
);

/** A listed extension met the command line; the subject is the request id (protocol §4.4). */
export const loginMet = defineEvent(
  "login_met",
  1,
  { limit: "login_steps" },
  v.strictObject({
    extension_jkt: v.string(),
    browser: v.string(),
    peer: v.strictObject({ account: v.string(), process: v.nullable(v.string()), forwarded: v.string() }),
    browser_session: v.string(),
    /** Left out where they met over loopback. */
    channel: v.optional(v.literal("native")),
  }),
);

/** The command line refused a peer at its listener; the subject is the request id (protocol §4.2). */
export const peerRefused = defineEvent(
  "peer_refused",
  1,
  { alike: ["code"] },
  v.strictObject({ code: v.picklist(["peer_other_account", "peer_forwarded"]), jti: v.string() }),
);

/** A step of a known login was refused and changed nothing; the subject is the request id. `code` is a refusal code. */
export const loginStepRefused = defineEvent(
  "login_step_refused",
  1,
  { alike: ["step", "code"] },
  v.strictObject({
    step: v.picklist([
      "locality",
      "decision",
      "approve",
      "deny",
      "withdraw",
      "redeem",
      "report",
      "peer",
      "userinfo",
      "end_lease",
      "lease_calls",
      "co_decision",
      "co_approve",
      "co_refuse",
      "co_ask",
      "co_answer",
    ]),
    code: v.string(),
    field: v.nullable(v.string()),
  }),
);

/**
 * The server signed a decision that a person may approve; the subject is the request id (protocol §4.5). `decided_by`, `scope`, `require`
 * and `rests_on` (a request id) are those of the decision. A typed justification or ticket is in the decision alone.
 */
export const loginDecided = defineEvent(
  "login_decided",
  2,
  { limit: "login_steps" },
  v.strictObject({
    decision_jti: v.string(),
    attestation_hash: v.string(),
    rules: v.strictObject({
      outcome: v.string(),
      version: v.string(),
      decided_by: v.optional(v.array(ruleIdSchema)),
    }),
    lifetime: v.strictObject({ access_token: v.number(), refresh_token: v.number() }),
    scope: v.optional(v.string()),
    require: v.optional(requireSchema),
    rests_on: v.optional(v.string()),
  }),
);

/**
 * A passkey of the bound set approved the current decision, or an earlier approval covers it; the subject is the request id (protocol
 * §4.5). `security_key` is the passkey of the second touch, `rests_on` the request id of the earlier approval.
 */
export const loginApproved = defineEvent(
  "login_approved",
  2,
  "once",
  v.strictObject({
    decision_hash: v.string(),
    credential_id: v.string(),
    backed_up: v.boolean(),
    /** The browser's own unsigned claim, for statistics only. */
    attachment: v.nullable(v.string()),
    security_key: v.optional(v.string()),
    rests_on: v.optional(v.string()),
  }),
);

/**
 * The extension that met the command line denied the login; the subject is the request id. `alert`: the person said "I didn't start this",
 * and every earlier standing approval of this machine has ended. `rests_on`: the decision depended on that request's approval, which has
 * ended too. `reason` is what the person said for it.
 */
export const loginDenied = defineEvent(
  "login_denied",
  3,
  "once",
  v.strictObject({
    alert: v.boolean(),
    extension_jkt: v.string(),
    rests_on: v.optional(v.string()),
    reason: v.optional(v.string()),
  }),
);

/** Step-up rules refused the login, which has ended (protocol §5); the subject is the request id. `reason` is a refusal code. */
export const loginRuledOut = defineEvent(
  "login_ruled_out",
  2,
  "once",
  v.strictObject({
    reason: v.picklist(["rule_denied", "rule_unmet", "rules_failed", "co_approver_missing"]),
    step: v.picklist(["decision", "approve", "redeem"]),
    because: v.nullable(v.string()),
    version: v.string(),
    rules: v.array(ruleIdSchema),
  }),
);

/** An enrolled extension that is not listed saw this login, so it was started elsewhere. The subject is the request id (protocol §4.4). */
export const loginReported = defineEvent(
  "login_reported",
  1,
  "once",
  v.strictObject({
    reason: v.literal("started_elsewhere"),
    extension_jkt: v.string(),
    /** The owner of the reporting extension, and the person in whose name the login was started. */
    reporter_user_id: v.string(),
    owner_user_id: v.string(),
  }),
);

/** States of a login that was not over yet. */
const OPEN = ["pending", "met", "waiting", "approved"] as const;

/** Its own command line withdrew the login; the subject is the request id (protocol §4.2). `was` is the state before. */
export const loginWithdrawn = defineEvent(
  "login_withdrawn",
  1,
  "once",
  v.strictObject({ was: v.picklist(OPEN), reason: withdrawalReasonSchema }),
);

/**
 * A login was ended because something that it depends on was revoked (protocol §5), which may be a key of the server. The subject is the
 * request id, `reason` a refusal code, `was` the state before.
 */
export const loginRefused = defineEvent(
  "login_refused",
  1,
  "once",
  v.strictObject({ reason: v.string(), was: v.picklist(OPEN) }),
);

/** It expired before it was decided and redeemed; the subject is the request id (protocol §5). `was` is the state before. */
export const loginExpired = defineEvent("login_expired", 1, "once", v.strictObject({ was: v.picklist(OPEN) }));

/**
 * The approved login was redeemed for a token; the subject is the request id (protocol §4.6). `retry`: the first response had been lost.
 */
export const loginRedeemed = defineEvent(
  "login_redeemed",
  1,
  { limit: "polls" },
  v.strictObject({
    family_id: v.string(),
    access_token_jti: v.string(),
    user_id: v.string(),
    device_jkt: v.string(),
    retry: v.boolean(),
  }),
);

/** The evidence of a login was exported; the subject is the request id (protocol §7). */
export const evidenceExported = defineEvent("evidence_exported", 1, "signed", v.strictObject({ by: bySchema }));
