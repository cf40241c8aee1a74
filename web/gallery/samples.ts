import { redirectRefusalSchema } from "@nearside/shared/api/authorizations.ts";
import type { Redirect } from "@nearside/shared/claims.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { ApprovalState } from "../approve/state.ts";
import type { AuthorizationState } from "../authorize/authorization.ts";
import type { Login, ReuseQuestion, TouchQuestion, Wish } from "../data/login.ts";
import { enrolmentProblemBehind } from "../enroll/enrolment.ts";
import type { EnrolmentPageState } from "../enroll/state.ts";
import type { Problem } from "../problem.ts";
import { problemNamed } from "../problem-named.ts";
import { leaseSamples } from "./lease-samples.ts";
import { waitingSamples } from "./waiting-samples.ts";

// One sample of every state, for those who work on the pages. It is not part of the build.

export function approvalSamples(now: number): Record<string, ApprovalState> {
  const login: Login = {
    request: "",
    requestHash: "",
    startedAt: now - 12_000,
    expiresAt: now + 288_000,
  };
  const rules = {
    reason: {
      id: "prod-reason",
      kind: "demand",
      title: "Production needs a reason",
      says: "Say what you are about to do, so that the person on call can follow.",
    },
    ticket: { id: "prod-ticket", kind: "demand", title: "Production needs a ticket", says: null },
    fresh: {
      id: "new-machine",
      kind: "demand",
      title: "A new computer only reads for a day",
      says: "This computer was enrolled 3 hours ago. Tomorrow it may write, too.",
    },
    keys: { id: "secrets-two-keys", kind: "demand", title: null, says: "Secrets are opened by two keys." },
    night: {
      id: "prod-at-night",
      kind: "forbid",
      title: "Production rests at night",
      says: "Between 22:00 and 6:00 only the people on call deploy. Ask them: #on-call.",
    },
    stand: { id: "stand-ten", kind: "permit", title: "Ten minutes for the same terminal", says: null },
  } as const;
  const options = {
    challenge: "",
    rpId: "",
    timeout: 60_000,
    userVerification: "required",
    allowCredentials: [],
  } as const;
  const touch = { first: { ...options, allowCredentials: [] }, key: null };
  const question: TouchQuestion = {
    decision: "",
    factsText: "",
    facts: {
      salt: "AAAAAAAAAAAAAAAAAAAAAA",
      client: { id: "acme-deploy", name: "Acme Deploy", verified: true },
      scope: "deploy:write deploy:read",
      resource: ["https://api.acme.example/deploy"],
      authorization_details: [],
      context: {
        hostname: "ada-laptop",
        os: "Debian 13, Linux 6.18",
        account: "ada",
        command: "deploy prod",
        cwd: "~/shop",
        parent: "zsh",
        tty: "/dev/pts/3",
        remote: null,
      },
      seen: { address: "203.0.113.7", time: Math.floor(now / 1000) - 12 },
    },
    claims: {
      user: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "Ada Lovelace" },
      key_storage: "file",
      lifetime: { access_token: 900, refresh_token: 28_800 },
      justification: null,
    },
    rules: [],
    touch,
  };
  const fromHost = ({
    host = null,
    claimed_name = null,
    hops = false,
  }: {
    readonly host?: string | null;
    readonly claimed_name?: string | null;
    readonly hops?: boolean;
  }): TouchQuestion => ({
    ...question,
    facts: {
      ...question.facts,
      context: { ...question.facts.context, hostname: "build-7", remote: "ssh" },
      place: {
        kind: "ssh",
        host_key: "",
        session_id: "",
        signature: "",
        since: Math.floor(now / 1000) - 3600,
        claimed_name,
        hops: hops
          ? [
              { fingerprint: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", claimed_name: null },
              { fingerprint: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", claimed_name: "database-3.acme.example" },
            ]
          : [],
      },
      host,
    },
  });
  const forProgram = (seen: Partial<Redirect>): TouchQuestion => ({
    ...question,
    claims: { ...question.claims, lifetime: { access_token: 300, refresh_token: 300 } },
    facts: {
      ...question.facts,
      redirect: {
        authorization: "az_AAAAAAAAAAAAAAAAAAAAAA",
        uri: "http://127.0.0.1:8000/callback",
        code_challenge: "A".repeat(43),
        executable: "/usr/bin/kubectl-oidc_login",
        started_at: Math.floor(now / 1000) - 20,
        ...seen,
      },
    },
  });
  const stepUp: TouchQuestion = {
    ...question,
    facts: { ...question.facts, acr_values: [ACR_VALUES[1]], max_age: 300 },
    claims: { ...question.claims, key_storage: "keyring" },
  };
  const hostile: TouchQuestion = {
    ...question,
    facts: {
      ...question.facts,
      client: { id: "acme-dep1oy-preview-nightly", name: "Acme Deploy (official) — Acme Deploy", verified: false },
      scope: "deploy:write deploy:read secrets:read billing:admin users:impersonate",
      resource: ["https://api.acme.example/deploy", "https://vault.acme.example/v1/team/production/eu-west-1"],
      authorization_details: [
        {
          type: "payment_initiation",
          actions: ["initiate", "status", "cancel"],
          locations: ["https://pay.acme.example/payments"],
          instructedAmount: { currency: "EUR", amount: "123.50" },
          creditorAccount: { iban: "DE02100100109307118603" },
        },
      ],
      acr_values: [ACR_VALUES[2], "urn:acme:assurance:three"],
      max_age: 300,
      context: {
        ...question.facts.context,
        command: `./node_modules/.bin/deploy --environment production --region eu-west-1 --force --yes --token=*** ${"x".repeat(180)}\u202Egnp.exe`,
        cwd: "/home/ada/src/company/monorepo/services/checkout/infrastructure/terraform",
        remote: "docker",
      },
    },
    claims: {
      ...question.claims,
      justification: `Fixes the outage of the checkout ${"and of whatever hangs on it ".repeat(9)}\u202Efdp.exe`,
      ticket: "OPS-4711",
      scope: "deploy:read",
      lifetime: { access_token: 60, refresh_token: 3600 },
      require: { security_key: true, attested: true, device_bound: true, fresh_touch: 60 },
    },
    rules: [rules.reason, rules.ticket, rules.fresh, rules.keys],
  };
  const ruled: TouchQuestion = {
    ...question,
    claims: {
      ...question.claims,
      justification: "Bring the fix for the checkout live",
      scope: "deploy:read",
      lifetime: { access_token: 300, refresh_token: 3600 },
    },
    rules: [rules.reason, rules.fresh],
  };
  const twoKeys: TouchQuestion = {
    ...question,
    claims: { ...question.claims, require: { security_key: true } },
    rules: [rules.keys],
    touch: { ...touch, key: touch.first },
  };
  const reuse: ReuseQuestion = {
    ...question,
    rules: [rules.stand],
    restsOn: {
      request: "rq_AAAAAAAAAAAAAAAAAAAAAA",
      decision: "",
      assertion: "",
      credential_id: "",
      approved_at: Math.floor(now / 1000) - 240,
      stands: 600,
    },
  };
  const assertion = {
    id: "AAAAAAAAAAAAAAAA",
    rawId: "AAAAAAAAAAAAAAAA",
    type: "public-key",
    clientExtensionResults: {},
    response: { clientDataJSON: "", authenticatorData: "", signature: "" },
  } as const;
  const { facts } = question;
  const reason: Wish = { wanted: { what: "justification", rules: [rules.reason] }, facts, typed: {} };
  const ticket: Wish = {
    wanted: { what: "ticket", prefixes: ["OPS", "CHG"], mismatch: false, rules: [rules.ticket, rules.reason] },
    facts,
    typed: { justification: "Bring the fix for the checkout live" },
  };
  const otherTicket: Wish = {
    wanted: { what: "ticket", prefixes: ["OPS", "CHG"], mismatch: true, rules: [rules.ticket] },
    facts: hostile.facts,
    typed: { ticket: "WEB-12" },
  };
  const because = (code: string, ...rule: DecidingRule[]): Problem => ({
    ...problemNamed(code),
    rules: rule,
  });
  const amiss = {
    os: "macOS 26.1 (Darwin 25.1.0)",
    facts: {
      disk_encryption: { value: "off", age: 40, source: "fdesetup" },
      firewall: { value: "on", age: 40, source: "socketfilterfw" },
      updates: { value: "security_pending", age: 90_000, source: "softwareupdate" },
    },
  };
  const typing = { at: "typing", login, wish: reason, problem: undefined } as const;
  return {
    meeting: { at: "opening" },
    started_elsewhere: { at: "started_elsewhere" },
    not_enrolled: { at: "not_enrolled", login },
    extension_missing: { at: "extension_missing", login },
    unreachable: { at: "unreachable", login, problem: problemNamed("unreachable") },
    permission: { at: "unreachable", login, problem: problemNamed("permission_missing") },
    asking: { at: "asking", login, question, problem: undefined },
    asking_much: { at: "asking", login: { ...login, expiresAt: now + 41_000 }, question: hostile, problem: undefined },
    asking_step_up: { at: "asking", login, question: stepUp, problem: undefined },
    asking_host: { at: "asking", login, question: fromHost({ host: "build-7.acme.example" }), problem: undefined },
    asking_host_claimed: { at: "asking", login, question: fromHost({ claimed_name: "build-7" }), problem: undefined },
    asking_host_unknown: { at: "asking", login, question: fromHost({ hops: true }), problem: undefined },
    ...leaseSamples(login, question),
    asking_program: { at: "asking", login, question: forProgram({}), problem: undefined },
    asking_program_key: {
      at: "asking",
      login,
      question: forProgram({ dpop_jkt: "A".repeat(43), executable: `/home/ada/${"deep/".repeat(20)}kubelogin` }),
      problem: undefined,
    },
    asking_container: {
      at: "asking",
      login,
      question: {
        ...question,
        facts: {
          ...question.facts,
          place: {
            kind: "container",
            id: "3f1c0b7d9a55",
            runtime: "podman",
            since: Math.floor(now / 1000) - 900,
            claimed_name: "shop-dev",
          },
        },
      },
      problem: undefined,
    },
    asking_again: { at: "asking", login, question, problem: problemNamed("passkey_unused") },
    denying: {
      at: "signing_denial",
      login,
      from: { at: "asking", login, question, problem: undefined },
      alert: false,
    },
    typing_reason: typing,
    typing_reason_again: { ...typing, problem: problemNamed("server_unreachable") },
    typing_handing_in: { at: "handing_in", login, from: typing, typed: { justification: "Bring the fix live" } },
    typing_ticket: { ...typing, wish: ticket },
    typing_ticket_again: { ...typing, wish: otherTicket },
    saying_why: {
      at: "saying_why",
      login,
      from: { at: "asking", login, question, problem: undefined },
      problem: undefined,
    },
    saying_why_again: {
      at: "saying_why",
      login,
      from: { at: "asking", login, question, problem: undefined },
      problem: problemNamed("server_unreachable"),
    },
    typing_denying: { at: "signing_denial", login, from: typing, alert: true },
    asking_ruled: { at: "asking", login, question: ruled, problem: undefined },
    asking_amiss: { at: "asking", login, question: { ...question, posture: amiss }, problem: undefined },
    asking_two_keys: { at: "asking", login, question: twoKeys, problem: undefined },
    asking_another_passkey: { at: "asking", login, question: ruled, problem: because("rule_unmet", rules.keys) },
    touch_first_of_two: { at: "authenticating", login, question: twoKeys },
    touch_key: { at: "touching_key", login, question: twoKeys, assertion },
    reusing: { at: "reusing", login, question: reuse },
    reused: { at: "reused", login, question: reuse, requestId: "rq_3yXk0pQ7sVfN2mZbT8wL5A" },
    stood_denied_too_late: { at: "settled", how: "too_late" },
    ruled_out: { at: "ruled_out", login, problem: because("rule_denied", rules.night) },
    ruled_out_by_posture: {
      at: "ruled_out",
      login,
      problem: { ...because("rule_denied", rules.night), posture: amiss },
    },
    ruled_out_by_none: { at: "ruled_out", login, problem: because("rule_denied") },
    ruled_out_unjudged: { at: "ruled_out", login, problem: because("rules_failed", rules.keys) },
    unmet: { at: "unmet", login, problem: because("rule_unmet", rules.keys) },
    touch: { at: "authenticating", login, question },
    approved: { at: "approved", login, requestId: "rq_3yXk0pQ7sVfN2mZbT8wL5A", client: "Acme Deploy" },
    ...waitingSamples(login, Math.floor(now / 1000)),
    denied: { at: "denied", login, alert: false },
    denied_alert: { at: "denied", login, alert: true },
    expired: { at: "expired", login },
    gone: { at: "gone", login, approved: false, over: false },
    gone_after_yes: { at: "gone", login, approved: true, over: false },
    withdrawn_after_yes: { at: "gone", login, approved: true, over: true },
    withdrawn: { at: "withdrawn", login, reason: "ended" },
    withdrawn_test: { at: "withdrawn", login, reason: "tested" },
    settled_approved: { at: "settled", how: "approved" },
    settled_denied: { at: "settled", how: "denied" },
    settled_refused: { at: "settled", how: "refused" },
    settled_unknown: { at: "settled", how: "unknown" },
    other_window: { at: "other_window" },
    unknown_login: { at: "unknown_login" },
    failed: { at: "failed", problem: problemNamed("handshake_mismatch") },
  };
}

export function enrolmentSamples(): Record<string, EnrolmentPageState> {
  const request = "";
  const options = {
    challenge: "",
    rpId: "",
    timeout: 60_000,
    userVerification: "required",
    allowCredentials: [],
  } as const;
  const get = { passkey: "get", options: { ...options, allowCredentials: [] } } as const;
  const create = {
    passkey: "create",
    options: {
      challenge: "",
      rp: { id: "", name: "" },
      user: { id: "", name: "", displayName: "" },
      pubKeyCredParams: [],
      timeout: 60_000,
      attestation: "direct",
      excludeCredentials: [],
      authenticatorSelection: { userVerification: "required", residentKey: "preferred" },
    },
  } satisfies Extract<EnrolmentPageState, { at: "asking" }>["passkey"];
  return {
    waiting: { at: "waiting", request, server: "waiting", cancelled: false },
    waiting_again: { at: "waiting", request, server: "waiting", cancelled: true },
    icon_missing: { at: "icon_missing", request, server: "waiting" },
    confirming: { at: "confirming", request, server: "waiting" },
    meeting: { at: "reopening", request },
    create: { at: "asking", passkey: create, problem: undefined },
    create_again: { at: "asking", passkey: create, problem: problemNamed("passkey_synced") },
    get: { at: "asking", passkey: { ...get, options: { ...get.options, allowCredentials: [] } }, problem: undefined },
    touch: { at: "authenticating", passkey: create },
    comparing: { at: "comparing" },
    pending: { at: "pending" },
    active: { at: "active" },
    refused: { at: "refused" },
    refused_words: { at: "refused", end: { reason: "words_differ", note: null } },
    refused_with_note: {
      at: "refused",
      end: {
        reason: "asked_again",
        note: "Please use the security key that we gave you, not this laptop's fingerprint.",
      },
    },
    expired: { at: "expired" },
    other_window: { at: "other_window" },
    unknown_enrolment: { at: "unknown_enrolment" },
    failed: { at: "failed", problem: enrolmentProblemBehind(new Refused("key_already_bound")) },
  };
}

/** The page to which a program sends a browser that only knows a redirect: every state, and every reason why there is no code. */
export function authorizationSamples(): Record<string, AuthorizationState> {
  const asked = { id: "az_AAAAAAAAAAAAAAAAAAAAAA", client: "Acme kubectl" };
  const users = [
    { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "ada" },
    { id: "us_BBBBBBBBBBBBBBBBBBBBBA", name: "ada-with-a-very-long-name-for-the-administration-of-everything" },
  ];
  const refused = Object.fromEntries(
    redirectRefusalSchema.options.map((code) => [`refused_${code}`, { at: "refused", code } as const]),
  );
  return {
    reading: { at: "reading" },
    choosing: { at: "choosing", ...asked, users },
    waiting: { at: "waiting", ...asked, slow: false },
    waiting_slow: { at: "waiting", ...asked, slow: true },
    delivering: { at: "delivering", id: asked.id, slow: false },
    delivering_slow: { at: "delivering", id: asked.id, slow: true },
    delivered: { at: "delivered" },
    ...refused,
    extension_missing: { at: "extension_missing", ...asked },
    not_read: { at: "not_read" },
    failed: { at: "failed", problem: problemNamed("server_unreachable") },
  };
}
