// The moves of honest parties and an attacker with the logins of one machine, as commands of a model: each says when it
// makes sense, what must follow, and what must not.
import { strict as assert } from "node:assert";
import type { DecidedAnswer, Meeting } from "@nearside/shared/api/login-requests.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import type { AsyncCommand } from "fast-check";
import type { Answer } from "../kit/answer.ts";
import { CLIENT, type OpenLogin } from "../kit/login-steps.ts";
import { meet } from "../kit/meeting.ts";
import { approve, askForLogin, decisionOn, meetForLogin, nonceFor, poll, refresh } from "../steps/logging-in.ts";
import { type Client, RP_ID, type Stage } from "../steps/stage.ts";
import type { Party } from "../vectors/parties.ts";
import { keptOf, rowsOf } from "./login-rows.ts";

/** The login as it must be (protocol §5). */
interface ModelLogin {
  state: "pending" | "met" | "approved" | "redeemed" | "denied";
  decided: boolean;
  refreshed: boolean;
}
export interface Model {
  readonly logins: ModelLogin[];
}

/** One login with all that its parties know. */
interface RealLogin {
  /** The stage with this login's own session key. */
  readonly view: Stage;
  readonly open: OpenLogin;
  meeting: Meeting | undefined;
  decision: DecidedAnswer | undefined;
  /** Decisions that a newer one or a newer meeting made void. */
  readonly stale: DecidedAnswer[];
  tokens: TokenAnswer | undefined;
  /** `jti` of every access token that polls gave. */
  readonly polled: Set<string>;
}

export interface Real {
  readonly stage: Stage;
  /** Session keys, one for each login. */
  readonly sessions: readonly Party[];
  readonly logins: RealLogin[];
  /** The attacker's browser, and his own keys. */
  readonly elsewhere: Client;
  readonly stranger: Party;
}

type Move = AsyncCommand<Model, Real>;
type Look = (model: ModelLogin, other: ModelLogin) => boolean;
type Act = (login: RealLogin, model: ModelLogin, other: RealLogin, real: Real) => Promise<void>;

const MOST_LOGINS = 3;

/** A command line asks for a login. */
export const asks = (): Move => ({
  toString: () => "asks",
  check: ({ logins }) => logins.length < MOST_LOGINS,
  run: async (model, real) => {
    const session = real.sessions[real.logins.length];
    if (session === undefined) throw new Error("no session key is left");
    const view = { ...real.stage, parties: { ...real.stage.parties, session } };
    const open = await askForLogin(view);
    const unknown = { meeting: undefined, decision: undefined, tokens: undefined };
    real.logins.push({ view, open, ...unknown, stale: [], polled: new Set() });
    model.logins.push({ state: "pending", decided: false, refreshed: false });
    hold(model, real);
  },
});

function move(name: string, look: Look, act: Act) {
  return (at: number, by: number): Move => ({
    toString: () => `${name}(${at}, ${by})`,
    check: ({ logins }) => {
      const [model, other] = [logins[at % logins.length], logins[by % logins.length]];
      return model !== undefined && other !== undefined && look(model, other);
    },
    run: async (model, real) => {
      const [index, other] = [at % real.logins.length, by % real.logins.length];
      const [login, theirs, outcome] = [real.logins[index], real.logins[other], model.logins[index]];
      if (login === undefined || theirs === undefined || outcome === undefined) throw new Error("no such login");
      await act(login, outcome, theirs, real);
      hold(model, real);
    },
  });
}

/** Asserts what holds after every move, by any party. */
function hold(model: Model, { stage, logins }: Real): void {
  for (const [at, login] of logins.entries()) {
    const [{ state, families, evidence }, outcome] = [keptOf(stage.dataFolder, login.open.id), model.logins[at]];
    assert.equal(state, outcome?.state);
    assert.equal(families, state === "redeemed" ? 1 : 0, "one token family for a redeemed login, none for another");
    assert.ok(login.polled.size <= 1, "one access token for one approval");
    if (state === "pending") assert.equal(evidence, 0);
  }
}

const isOpen: Look = ({ state }) => state === "pending" || state === "met";
const ALWAYS: Look = () => true;

const honest = [
  move("meets", isOpen, async (login, model) => {
    const { meeting, answer } = await meetForLogin(login.view, login.open);
    assert.equal(answer.outcome, "200");
    if (login.decision !== undefined) login.stale.push(login.decision);
    Object.assign(login, { meeting, decision: undefined });
    Object.assign(model, { state: "met", decided: false });
  }),
  move(
    "is decided",
    ({ state }) => state === "met",
    async (login, model) => {
      if (login.decision !== undefined) login.stale.push(login.decision);
      login.decision = await decisionOn(login.view, login.open);
      // asked again, it may well be the same one
      const { decision } = login.decision;
      login.stale.splice(0, login.stale.length, ...login.stale.filter((old) => old.decision !== decision));
      model.decided = true;
    },
  ),
  move(
    "approves",
    ({ decided, state }) => decided && state === "met",
    async (login, model) => {
      if (login.decision === undefined) throw new Error("no decision");
      assert.equal((await approve(login.view, login.open, login.decision)).outcome, "200");
      model.state = "approved";
    },
  ),
  move(
    "denies",
    ({ state }) => state === "met" || state === "approved",
    async (login, model) => {
      assert.equal((await deny(login, login.view.parties.extension)).outcome, "200");
      model.state = "denied";
    },
  ),
  move("polls", ALWAYS, async (login, model) => {
    const answer = await poll(login.view, login.open);
    if (model.state === "approved" || (model.state === "redeemed" && !model.refreshed)) {
      await redeemed(login, answer);
      model.state = "redeemed";
      return;
    }
    const outcome = {
      pending: "400 authorization_pending",
      met: "400 authorization_pending",
      denied: "400 access_denied",
    };
    if (model.state === "redeemed") assert.match(answer.outcome, /^400 invalid_grant/);
    else assert.equal(answer.outcome.split("/")[0], outcome[model.state]);
  }),
  move(
    "polls three times at once",
    ({ state }) => state === "approved",
    async (login, model) => {
      const answers = await Promise.all([0, 1, 2].map(() => poll(login.view, login.open)));
      const good = answers.filter(({ status }) => status === 200);
      assert.ok(good.length > 0, answers.map(({ outcome }) => outcome).join());
      for (const answer of good) login.polled.add(await jtiOf(answer.as(tokenAnswerSchema).access_token));
      // which of their refresh tokens is the last one, only the next poll tells
      await redeemed(login, await poll(login.view, login.open));
      model.state = "redeemed";
    },
  ),
  move(
    "renews",
    ({ state }) => state === "redeemed",
    async (login, model) => {
      const answer = await refresh(
        login.view,
        login.tokens?.refresh_token ?? "",
        undefined,
        login.view.parties.session,
      );
      assert.equal(answer.outcome, "200");
      login.tokens = answer.as(tokenAnswerSchema);
      model.refreshed = true;
    },
  ),
  move(
    "approves and denies at once",
    ({ decided, state }) => decided && state === "met",
    async (login, model, _, real) => {
      if (login.decision === undefined) throw new Error("no decision");
      const [yes, no] = await Promise.all([
        approve(login.view, login.open, login.decision),
        deny(login, login.view.parties.extension),
      ]);
      const { state } = keptOf(real.stage.dataFolder, login.open.id);
      assert.ok(state === "approved" || state === "denied", state);
      assert.equal(no.status === 200, state === "denied", `${yes.outcome}, ${no.outcome}`);
      if (state === "approved") assert.equal(yes.outcome, "200");
      model.state = state;
    },
  ),
];

/** Refused with a closed code, and not a row of these logins is another, and none of others is more. */
function attack(
  name: string,
  look: Look,
  send: (...of: Parameters<Act>) => Promise<(() => Promise<Answer>) | undefined>,
) {
  return move(`attacker: ${name}`, look, async (...of) => {
    const [login, , , real] = of;
    const knock = await send(...of);
    if (knock === undefined) return;
    const ids = real.logins.map(({ open }) => open.id);
    const before = rowsOf(real.stage.dataFolder, ids);
    const answer = await knock();
    assert.ok(answer.status >= 400 && answer.status < 500, `${name} was answered ${answer.outcome}`);
    assert.deepEqual(rowsOf(real.stage.dataFolder, ids), before, `${name} moved something of ${login.open.id}`);
  });
}

const at = ({ open }: RealLogin, step: string): string => `/api/requests/${open.id}/${step}`;
const another: Look = (model, other) => model !== other;

const attacks = [
  attack("meets with his own extension", isOpen, async (login, _, __, { stranger, elsewhere, stage }) => {
    const theirs = { ...stage, ...elsewhere };
    const nonce = await nonceFor(theirs, login.open);
    const meeting = await meet(login.view, {
      request: login.open.request.jws,
      nonce,
      extension: stranger,
      session: login.view.parties.session,
    });
    return () => theirs.postJson(at(login, "locality"), meeting);
  }),
  attack("meets with his own command line", isOpen, async (login, _, __, { stranger }) => {
    const nonce = await nonceFor(login.view, login.open);
    const meeting = await meet(login.view, {
      request: login.open.request.jws,
      nonce,
      extension: login.view.parties.extension,
      session: stranger,
    });
    return () => login.view.postJson(at(login, "locality"), meeting);
  }),
  attack("shows the meeting of another login", another, async (login, _, other) => {
    const { meeting } = other;
    return meeting && (() => login.view.postJson(at(login, "locality"), meeting));
  }),
  attack("shows a meeting again", ALWAYS, async (login) => {
    const { meeting } = login;
    return meeting && (() => login.view.postJson(at(login, "locality"), meeting));
  }),
  attack("mixes two meetings", another, async (login, _, other) => {
    const [ours, theirs] = [login.meeting, other.meeting];
    const mixed = ours && theirs && { ...ours, presence_proof: theirs.presence_proof };
    return mixed && (() => login.view.postJson(at(login, "locality"), mixed));
  }),
  attack(
    "asks for the decision in another browser",
    ALWAYS,
    async (login, _, __, { elsewhere }) =>
      () =>
        elsewhere.postJson(at(login, "decision"), {}),
  ),
  attack("approves in another browser", ALWAYS, async (login, _, __, { elsewhere }) => {
    const { decision } = login;
    return decision && (() => elsewhere.postJson(at(login, "approve"), agreedTo(login, decision)));
  }),
  attack("approves by what was agreed to of another login", another, async (login, _, other) => {
    const { decision } = other;
    return decision && (() => login.view.postJson(at(login, "approve"), agreedTo(other, decision)));
  }),
  attack("approves an old decision", ALWAYS, async (login) => {
    const [decision] = login.stale;
    return decision && (() => login.view.postJson(at(login, "approve"), agreedTo(login, decision)));
  }),
  attack("approves with his own passkey", ALWAYS, async (login) => {
    const { decision } = login;
    const his = login.view.parties.strangerPasskey;
    return decision && (() => login.view.postJson(at(login, "approve"), agreedTo(login, decision, his)));
  }),
  attack(
    "denies with his own extension",
    ALWAYS,
    async (login, _, __, { stranger }) =>
      () =>
        deny(login, stranger),
  ),
  attack(
    "denies before anybody met",
    ({ state }) => state === "pending",
    async (login) => () => deny(login, login.view.parties.extension),
  ),
  attack(
    "polls with his own key",
    ALWAYS,
    async (login, _, __, { stranger }) =>
      () =>
        poll(login.view, login.open, stranger),
  ),
  attack(
    "polls with the key of another login",
    another,
    async (login, _, other) => () => poll(login.view, login.open, other.view.parties.session),
  ),
  attack(
    "polls without a proof",
    ALWAYS,
    async (login) => () =>
      login.view.postForm("/oauth/token", {
        ...{ grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: login.open.authorization.device_code },
      }),
  ),
  attack(
    "renews with his own key",
    ({ state }) => state === "redeemed",
    async (login, _, __, { stranger }) =>
      () =>
        refresh(login.view, login.tokens?.refresh_token ?? "", undefined, stranger),
  ),
];

/** Every move, by name and without an order. */
export const MOVES = { honest, attacks } as const;

/** The person touches the authenticator. */
function agreedTo({ view }: RealLogin, { decision, options }: DecidedAnswer, passkey = view.parties.passkey) {
  const challenge = Buffer.from(options.challenge, "base64url");
  return { decision, assertion: passkey.get({ challenge, rpId: RP_ID, origin: view.issuer }) };
}

/** Says no to the last meeting, or to one that never was. */
async function deny(login: RealLogin, by: Party): Promise<Answer> {
  const attestation = await sha256Base64url(login.meeting?.attestation ?? "no meeting");
  return login.view.postJson(at(login, "deny"), { denial: await denial.sign(by, { attestation }), alert: false });
}

async function redeemed(login: RealLogin, answer: Answer): Promise<void> {
  login.tokens = answer.as(tokenAnswerSchema);
  login.polled.add(await jtiOf(login.tokens.access_token));
}

const jtiOf = async (token: string): Promise<string> => (await accessToken.read(token)).claims.jti;

/** An honest party can still end a login that no other party ended for it. */
export async function finish(model: Model, real: Real): Promise<void> {
  for (const [index, login] of real.logins.entries()) {
    const outcome = model.logins[index];
    if (outcome === undefined) throw new Error("no such login");
    if (outcome.state === "pending" || outcome.state === "met") {
      const met = await meetForLogin(login.view, login.open);
      assert.equal(met.answer.outcome, "200");
      assert.equal((await approve(login.view, login.open, await decisionOn(login.view, login.open))).outcome, "200");
      outcome.state = "approved";
    }
    if (outcome.state === "approved") {
      await redeemed(login, await poll(login.view, login.open));
      outcome.state = "redeemed";
    }
  }
  hold(model, real);
}
