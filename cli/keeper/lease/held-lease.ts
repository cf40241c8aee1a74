import { at } from "@nearside/shared/api/entry.ts";
import * as leaseApi from "@nearside/shared/api/leases.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import { SHORTEST_LEASE_SECONDS } from "@nearside/shared/lifetimes.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { Lease } from "@nearside/shared/oauth/lease.ts";
import {
  ACCESS_TOKEN_TYPE,
  exchangeAnswerSchema,
  TOKEN_EXCHANGE_GRANT,
} from "@nearside/shared/oauth/token-exchange.ts";
import { writtenScope } from "@nearside/shared/oauth/written-scope.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { signHashedDpop } from "@nearside/shared/statements/dpop.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { leaseEnd } from "@nearside/shared/statements/lease-end.ts";
import type { Credential } from "../../credentials/credential.ts";
import { renew } from "../../credentials/renew-credential.ts";
import type { LeaseEnd, LeaseToken, LeaseWish, MoreWish, ToldLease } from "../../doorway/lease-messages.ts";
import type { EnrolledMachine } from "../../keys/enrolled-machine.ts";
import { loadSoftwareKey } from "../../keys/software-key.ts";
import { Problem } from "../../problems/problem.ts";
import { withBackOff } from "../../server/back-off.ts";
import { type Connection, connect } from "../../server/connection.ts";
import type { HttpAnswer } from "../../server/http.ts";
import { readAnswer, readDone } from "../../server/read-answer.ts";
import { proveBy, sendProved } from "../../server/send-proved.ts";
import type { ServerClock } from "../../server/server-clock.ts";
import { webOrigin } from "../../server/web-origin.ts";
import { texts } from "../../texts/keeper.ts";
import { pause } from "../../waiting.ts";
import type { World } from "../../world/world.ts";
import { CallBudget } from "./call-budget.ts";
import { CallRecord, shownUrl } from "./call-record.ts";
import { HandedOut } from "./handed-out.ts";
import { verifyLeaseToken } from "./verify-lease-token.ts";
import type { LeaseTarget } from "./which-lease.ts";

interface Parts {
  readonly world: World;
  readonly clock: ServerClock;
  readonly machine: EnrolledMachine;
  readonly credential: Credential;
  readonly detail: Lease;
}

interface Made extends Parts {
  readonly signer: Signer;
  readonly id: string;
  /** H(request). */
  readonly request: string;
  /** NumericDate by the server's clock: when the person touched. */
  readonly began: number;
}

/** The lease's own token is renewed before it has less than this. Seconds. */
const ENOUGH_LEFT = 30;
/** A token of a lease that does not count them is given again while it has as much left. Seconds. */
const GIVEN_WHILE = 60;
const MOST_GIVEN = 64;
/** And as often: the server keeps so many calls of one token (protocol §12.3). */
const MOST_TIMES_GIVEN = 64;
const TIMEOUT = 10_000;
/** The server is told the last calls within that time as the lease ends. Milliseconds. */
const LAST_TOLD_WITHIN = 2000;

/** One lease in the keeper's memory: its session key and its tokens, which leave it only as tokens for one API. */
export class HeldLease {
  readonly id: string;
  readonly detail: Lease;
  readonly machine: EnrolledMachine;
  readonly clientId: string;
  /** The calls that were made with its tokens. */
  readonly record: CallRecord;
  readonly budget: CallBudget;
  readonly #made: Made;
  readonly #connection: Connection;
  readonly #over = new AbortController();
  readonly #given = new Map<string, { readonly token: LeaseToken; times: number }>();
  readonly #handedOut = new HandedOut();
  #credential: Credential;
  #isEnding = false;
  #renewing: Promise<Credential> | undefined;
  #lastUsed: number;

  static async of(parts: Parts): Promise<HeldLease> {
    const { credential } = parts;
    if ("at_keeper" in credential.session_key) throw new TypeError("a lease has its key here");
    const [{ signer }, request, { claims }] = await Promise.all([
      loadSoftwareKey(credential.session_key),
      readAnyRequest(credential.request),
      accessToken.read(credential.access_token),
    ]);
    return new HeldLease({
      ...parts,
      signer,
      id: request.claims.jti,
      request: request.hash,
      began: claims.auth_time,
    });
  }

  constructor(made: Made) {
    const { world, clock, machine, credential, detail } = made;
    this.id = made.id;
    this.detail = detail;
    this.machine = machine;
    this.clientId = credential.client_id;
    this.#made = made;
    this.#credential = credential;
    this.#lastUsed = made.began;
    this.budget = new CallBudget(detail.calls);
    const stop = AbortSignal.any([world.stop, this.#over.signal]);
    this.#connection = connect(machine.issuer, { ...world, clock, stop });
    const tell = async (calls: readonly leaseApi.LeaseCall[]): Promise<void> =>
      readDone(await this.ask(this.#callsAddress, { calls }));
    this.record = new CallRecord(tell, this.#over.signal);
  }

  get #callsAddress(): string {
    return at(leaseApi.leaseCalls, this.id).address;
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Gives the lease as the keeper tells about it. @param pid the first process of its tree */
  told(pid: number): ToldLease {
    const { machine, detail } = this;
    const { began, clock } = this.#made;
    const here = (seconds: number): number => seconds - clock.offset();
    return {
      id: this.id,
      issuer: machine.issuer,
      user: machine.user,
      agent: detail.agent,
      access: detail.access,
      pid,
      began: here(began),
      ends: here(began + detail.for),
      idle: detail.idle ?? null,
      calls_left: this.budget.left,
    };
  }

  /**
   * Completes a wish for more than this lease has. What the wish leaves out is what is left: an agent that asks for one more scope asks for no
   * more time, calls or idle time by that.
   *
   * @throws Problem `keeper_refused` if no call is left, and the wish names no number
   */
  wishFor({ for: seconds, idle, calls, ...wish }: MoreWish): LeaseWish {
    const { began, clock } = this.#made;
    const minutesLeft = Math.floor((began + this.detail.for - clock.seconds()) / 60);
    const spared = idle ?? this.detail.idle;
    const counted = calls ?? this.budget.left;
    if (counted === 0) throw new Problem("keeper_refused", texts.lease.noCallLeft);
    return {
      ...wish,
      for: seconds ?? Math.max(minutesLeft * 60, SHORTEST_LEASE_SECONDS),
      ...(spared !== undefined && { idle: spared }),
      ...(counted !== null && { calls: counted }),
    };
  }

  /** Its end by time, as far as this machine sees it; the server judges by its own clock. */
  overdue(): Extract<LeaseEnd, "idle" | "time"> | undefined {
    const now = this.#made.clock.seconds();
    const { for: duration, idle } = this.detail;
    if (now >= this.#made.began + duration) return "time";
    return idle !== undefined && now >= this.#lastUsed + idle ? "idle" : undefined;
  }

  /** A token for one API. @throws Problem, Refused; ServerRefusal with the reason if the lease gives none any more */
  async token(target: LeaseTarget): Promise<LeaseToken> {
    const key = keyOf(target);
    const kept = this.#given.get(key);
    if (kept !== undefined && kept.times < MOST_TIMES_GIVEN && this.#maySave(kept.token)) {
      kept.times += 1;
      return kept.token;
    }
    const token = await this.#exchange(target);
    if (token.once) return token;
    this.#given.delete(key);
    this.#given.set(key, { token, times: 1 });
    const [oldest] = this.#given.keys();
    if (this.#given.size > MOST_GIVEN && oldest !== undefined) this.#given.delete(oldest);
    return token;
  }

  /** The same for a process of the tree, which makes its requests itself. */
  async handOut(target: LeaseTarget): Promise<LeaseToken> {
    const token = await this.token(target);
    this.#handedOut.note(await sha256Base64url(token.access_token), token);
    return token;
  }

  /**
   * A proof for one request of such a process, which is told as a call whose answer the keeper does not see.
   *
   * @returns undefined for a token that it did not hand out, or an address that the lease is not for
   * @throws Problem `keeper_refused`
   */
  async proveHandedOut(request: Parameters<HeldLease["prove"]>[0]): Promise<string | undefined> {
    const proof = await this.prove(request);
    const jti = proof === undefined ? undefined : this.#handedOut.count(request.ath);
    if (jti === undefined) return undefined;
    // Nothing is awaited from here on, so the room is there still.
    this.record.demandRoom();
    this.record.note({ jti, method: request.method, url: shownUrl(new URL(request.url)), status: 0 });
    return proof;
  }

  /** An API called that token invalid: the next one is another. */
  forget(target: LeaseTarget): void {
    this.#given.delete(keyOf(target));
  }

  /** The server counts as use what it was asked for, so an agent at work asks again before the server takes it for idle. */
  #maySave(token: LeaseToken): boolean {
    const { world, clock } = this.#made;
    const { idle = Number.POSITIVE_INFINITY } = this.detail;
    if (!this.#handedOut.isGood(token)) return false;
    return token.expires_at - world.now() / 1000 >= GIVEN_WHILE && clock.seconds() < this.#lastUsed + idle / 2;
  }

  async #exchange(target: LeaseTarget): Promise<LeaseToken> {
    const { resource, scope, tool } = target;
    const connection = this.#connection;
    const [{ token_endpoint: url }, credential] = await Promise.all([connection.metadata(), this.#current()]);
    const form = new URLSearchParams({
      grant_type: TOKEN_EXCHANGE_GRANT,
      client_id: credential.client_id,
      subject_token: credential.access_token,
      subject_token_type: ACCESS_TOKEN_TYPE,
      resource,
      ...writtenScope(scope),
      ...(tool !== undefined && { tool }),
    });
    const answer = await sendProved(connection, proveBy(this.#made.signer), async () => ({
      method: "POST",
      url,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: form.toString(),
      timeout: TIMEOUT,
    }));
    const { access_token } = readAnswer(answer, exchangeAnswerSchema);
    const own = await accessToken.read(credential.access_token);
    const { claims } = await verifyLeaseToken(connection, access_token, own, this.detail, target);
    this.#lastUsed = connection.clock.seconds();
    this.budget.count();
    return {
      access_token,
      jti: claims.jti,
      expires_at: claims.exp - connection.clock.offset(),
      resource,
      scope: claims.scope,
      once: claims.lease?.once === true,
    };
  }

  /** The lease's own token, renewed if it will not last; all who ask meanwhile wait for one renewal. */
  async #current(): Promise<Credential> {
    if (this.#credential.expires_at - this.#made.world.now() / 1000 >= ENOUGH_LEFT) return this.#credential;
    this.#renewing ??= renew(this.#connection, this.machine, this.#credential).finally(() => {
      this.#renewing = undefined;
    });
    this.#credential = await this.#renewing;
    return this.#credential;
  }

  /**
   * A proof for one request with a token out of this lease; undefined for an address that it is not for. At the server itself the key
   * speaks for the lease, so no proof for that leaves the keeper, whatever APIs the lease names.
   */
  async prove(request: {
    readonly method: string;
    readonly url: string;
    readonly nonce?: string;
    readonly ath: string;
  }): Promise<string | undefined> {
    const origins = this.detail.access.flatMap(({ resource }) => webOrigin(resource));
    const [origin] = webOrigin(request.url);
    if (origin === undefined || !origins.includes(origin) || webOrigin(this.machine.issuer).includes(origin))
      return undefined;
    const { signer, world, clock } = this.#made;
    return signHashedDpop(signer, { ...request, jti: newRandomId(world.random), iat: clock.seconds() });
  }

  /** Asks the server about this lease, by its key. @throws Unreachable, ServerRefusal, Problem */
  async ask(address: string, body: object, timeout = TIMEOUT): Promise<HttpAnswer> {
    return this.#askOver(this.#connection, address, body, timeout);
  }

  #askOver(connection: Connection, address: string, body: object, timeout: number): Promise<HttpAnswer> {
    const make = async () => ({
      method: "POST" as const,
      url: `${connection.issuer}${address}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      timeout,
    });
    return sendProved(connection, proveBy(this.#made.signer), make);
  }

  /**
   * Drops key and tokens. The server is told why, unless it said so itself; a server that can't be reached ends the lease by its time.
   *
   * @param triedFor milliseconds
   */
  async end(reason: LeaseEnd, triedFor: number): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const told = new AbortController();
    const telling = this.record.tell().finally(() => told.abort());
    await Promise.race([telling, pause(LAST_TOLD_WITHIN, told.signal)]);
    this.#over.abort(reason);
    this.#given.clear();
    this.#handedOut.clear();
    this.#connection.http.close();
    const { world, clock, machine } = this.#made;
    // The keeper may be ending itself, and this is what it still has to say.
    const stop = AbortSignal.timeout(triedFor);
    const connection = connect(machine.issuer, { ...world, clock, stop, sleep: (duration) => pause(duration, stop) });
    const until = world.now() + triedFor;
    try {
      if (reason !== "ended_there") await this.#tellEnd(connection, reason, until);
      await this.record.tellRest((calls) => {
        const tell = () => this.#askOver(connection, this.#callsAddress, { calls }, TIMEOUT);
        return withBackOff(async () => readDone(await tell()), until, connection);
      });
    } finally {
      connection.http.close();
    }
  }

  async #tellEnd(connection: Connection, reason: Exclude<LeaseEnd, "ended_there">, until: number): Promise<void> {
    const { machine, signer, request } = this.#made;
    const end = await leaseEnd.sign(signer, { request, reason });
    const tell = async (): Promise<void> => {
      const answer = await connection.http.send({
        method: "POST",
        url: `${machine.issuer}${at(leaseApi.leaseEnd, this.id).address}`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ end }),
        timeout: TIMEOUT,
      });
      readDone(answer);
    };
    await withBackOff(tell, until, connection);
  }
}

const keyOf = ({ resource, scope, tool }: LeaseTarget): string => JSON.stringify([resource, scope, tool]);
