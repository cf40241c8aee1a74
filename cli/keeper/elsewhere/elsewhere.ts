import {
  type RemoteCall,
  remoteCallSchema,
  type remoteEnrolmentAnswerSchema,
  type remoteHelloAnswerSchema,
  type remoteLoginAnswerSchema,
  type remoteProofAnswerSchema,
  type remoteRefreshAnswerSchema,
  type remoteRefusedSchema,
  type remoteTakenAnswerSchema,
} from "@nearside/shared/api/through-keeper.ts";
import { hopRefreshStatement } from "@nearside/shared/statements/hop-refresh.ts";
import type { Place } from "@nearside/shared/statements/place.ts";
import * as v from "valibot";
import type { EnrolledMachine } from "../../keys/enrolled-machine.ts";
import { parseJson } from "../../parse-json.ts";
import { problemOf } from "../../problems/problem.ts";
import { connect, deviceClaims } from "../../server/connection.ts";
import { Unreachable } from "../../server/http.ts";
import { choose } from "../../settings/choose.ts";
import type { ElsewhereParts } from "./elsewhere-parts.ts";
import { endPlace } from "./end-place.ts";
import { beginRemoteLogin, type RemoteLogin } from "./remote-login.ts";
import type { RemoteSession } from "./remote-session.ts";

/** Command lines elsewhere, on hosts and in containers, whose logins this keeper vouches for (protocol §10). */
export interface Elsewhere {
  /** A command line at that place has connected. */
  connect(at: At): RemoteCalls;
  /** Ends every place of that kind that logins began in. The servers were told once this is over, if they could be reached soon. */
  end(kind: At["kind"]): Promise<void>;
  /** Ends all of them: nobody watches them any more. */
  close(): Promise<void>;
}

/** One place, as this keeper knows it. */
interface At {
  readonly kind: "container" | "host";
  /** False for one of which a program there can make as many as it likes: all these have one budget. */
  readonly isNamed: boolean;
  /** Names the session, or the run of a container. It has one budget and one end. */
  readonly session: string;
  /** Names what lies behind it by its claim, so that one there can't use what another one there began; "" for nothing. */
  readonly behind: string;
  readonly place: () => Promise<Place>;
  readonly isOpen: () => boolean;
  /** Shows the page of a login that began there. */
  readonly openPage: (url: string, browser: string | undefined) => void;
}

/** One connection from there. */
interface RemoteCalls {
  /** @param text one call @returns one answer */
  answer(text: string): Promise<string>;
  /** The connection has gone: what began over it ends. */
  gone(): void;
}

type Refused = v.InferOutput<typeof remoteRefusedSchema>;
type Answer =
  | v.InferOutput<typeof remoteEnrolmentAnswerSchema>
  | v.InferOutput<typeof remoteLoginAnswerSchema>
  | v.InferOutput<typeof remoteHelloAnswerSchema>
  | v.InferOutput<typeof remoteTakenAnswerSchema>
  | v.InferOutput<typeof remoteProofAnswerSchema>
  | v.InferOutput<typeof remoteRefreshAnswerSchema>
  | Refused;

/** A place may ask for this many logins within that time. Milliseconds. */
const MOST_LOGINS = 10;
const LOGINS_WITHIN = 600_000;
/** All places together that nobody named: one that passes for many asks for no more, and takes nothing from the others. */
const MOST_LOGINS_OF_UNNAMED = 20;
/** At once, over one connection. */
const MOST_AT_ONCE = 2;
/** A server that can't be reached is told for as long that a place has ended. Milliseconds. */
const TOLD_WITHIN = 60_000;
/** The same while somebody waits for it: once the keeper ends, systemd starts the next one only then. Milliseconds. */
const TOLD_SOON_WITHIN = 2000;
/** Logins of one session whose keys are kept; of more, the one goes that was used longest ago. */
const MOST_SESSIONS = 64;
/** A session may ask for this many proofs within that time: no more lie there than a program needs. Milliseconds. */
const MOST_PROOFS = 1200;
/** It may ask this often for what needs the device key, for which the person's own logins wait too, or reads her enrolments. */
const MOST_STATEMENTS = 60;
const ASKED_WITHIN = 60_000;
/** Places with logins are looked at this often: Node is not told when a process ends that it did not start. Milliseconds. */
const LOOK_EVERY = 500;

/** One session, as this keeper knows it. */
interface Known {
  readonly at: Pick<At, "isNamed" | "isOpen" | "kind" | "session">;
  /** True once nobody watches it any more: nothing begins there, though a connection may still be open. */
  hasEnded: boolean;
  /** That of its first login: for its end each is as good. */
  place: Promise<Place> | undefined;
  begun: readonly number[];
  /** The enrolments that its logins began with. */
  readonly machines: Map<string, EnrolledMachine>;
  /** The keys are the thumbprints of their session keys. */
  readonly sessions: Map<string, RemoteSession & Pick<At, "behind">>;
  /** The times of its proofs. */
  proofs: readonly number[];
  /** The times of its statements, and of what was told. */
  statements: readonly number[];
}

export function createElsewhere(parts: ElsewhereParts): Elsewhere {
  const { world } = parts;
  const places = new Map<string, Known>();
  const end = async (known: Known, triedFor: number): Promise<void> => {
    known.hasEnded = true;
    if (places.get(known.at.session) === known) places.delete(known.at.session);
    const place = await known.place?.catch(() => undefined);
    if (place === undefined) return;
    await Promise.all(
      [...known.machines.values()].map((machine) => {
        const clock = parts.standings.clockOf(machine.id);
        return endPlace({ ...world, clock }, { machine, place }, triedFor);
      }),
    );
  };
  const watch = setInterval(() => {
    for (const known of places.values()) if (!known.at.isOpen()) void end(known, TOLD_WITHIN).catch(() => undefined);
  }, LOOK_EVERY);
  watch.unref();
  const knownOf = (at: At): Known => {
    const known = places.get(at.session) ?? {
      ...{ at, hasEnded: false, place: undefined, begun: [], proofs: [], statements: [] },
      ...{ machines: new Map(), sessions: new Map() },
    };
    places.set(at.session, known);
    return known;
  };
  let ofUnnamed: readonly number[] = [];
  const mayBegin = ({ at }: Known): boolean => {
    if (at.isNamed) return true;
    const now = world.now();
    ofUnnamed = ofLast(LOGINS_WITHIN, ofUnnamed, now);
    if (ofUnnamed.length >= MOST_LOGINS_OF_UNNAMED) return false;
    ofUnnamed = [...ofUnnamed, now];
    return true;
  };
  return {
    connect: (at) => {
      const known = knownOf(at);
      const calls = new Calls(parts, at, known, {
        end: () => end(known, TOLD_WITHIN),
        mayBegin: () => mayBegin(known),
      });
      return { answer: (text) => calls.answer(text), gone: () => calls.gone() };
    },
    end: async (kind) => {
      const those = [...places.values()].filter(({ at }) => at.kind === kind);
      const told = Promise.allSettled(those.map((known) => end(known, TOLD_WITHIN)));
      await Promise.race([told, world.sleep(TOLD_SOON_WITHIN)]);
    },
    close: async () => {
      clearInterval(watch);
      await Promise.allSettled([...places.values()].map((known) => end(known, TOLD_SOON_WITHIN)));
    },
  };
}

/** One connection asks this about all places. */
interface AllPlaces {
  /** Ends this place at the servers too. */
  readonly end: () => Promise<void>;
  readonly mayBegin: () => boolean;
}

class Calls {
  readonly #parts: ElsewhereParts;
  readonly #at: At;
  readonly #known: Known;
  #place: Promise<Place> | undefined;
  readonly #logins = new Map<string, RemoteLogin>();
  readonly #all: AllPlaces;

  constructor(parts: ElsewhereParts, at: At, known: Known, all: AllPlaces) {
    this.#parts = parts;
    this.#at = at;
    this.#known = known;
    this.#all = all;
  }

  async answer(text: string): Promise<string> {
    const call = v.safeParse(remoteCallSchema, parseJson(text));
    const answer: Answer = call.success
      ? await this.#do(call.output).catch((error: unknown) => refusedBy(error))
      : { refused: "malformed" };
    return JSON.stringify(answer);
  }

  gone(): void {
    for (const login of this.#logins.values()) login.end();
    this.#logins.clear();
  }

  /** Asked at once, and again after whatever takes time. */
  #isOpen(): boolean {
    return !this.#known.hasEnded && this.#at.isOpen();
  }

  async #do(call: RemoteCall): Promise<Answer> {
    if (!this.#isOpen()) return { refused: "place_unknown" };
    switch (call.remote) {
      case "enrolment": {
        if (!this.#mayState()) return { refused: "busy" };
        const { machine } = await this.#choose(call.issuer);
        return { issuer: machine.issuer, user: machine.user, machine: machine.id };
      }
      case "login":
        return this.#login(call);
      case "await_hello":
        return (await this.#logins.get(call.request)?.nextHello()) ?? { refused: "request_unknown" };
      case "presence": {
        const login = this.#logins.get(call.request);
        login?.answered(call.id, call.is_mine);
        return login === undefined ? { refused: "request_unknown" } : { taken: true };
      }
      case "refresh":
        return this.#refresh(call);
      case "proof":
        return this.#prove(call);
      case "withdraw": {
        const session = this.#sessionOf(call.session_jkt);
        if (session !== undefined) this.#known.sessions.delete(call.session_jkt);
        await session?.withdraw();
        return session === undefined ? { refused: "request_unknown" } : { taken: true };
      }
    }
  }

  async #login(call: Extract<RemoteCall, { remote: "login" }>): Promise<Answer> {
    const { world, standings } = this.#parts;
    const known = this.#known;
    const now = world.now();
    known.begun = ofLast(LOGINS_WITHIN, known.begun, now);
    for (const [request, login] of this.#logins) if (login.hasEnded()) this.#logins.delete(request);
    if (known.begun.length >= MOST_LOGINS || this.#logins.size >= MOST_AT_ONCE) return { refused: "busy" };
    if (!this.#all.mayBegin()) return { refused: "busy" };
    known.begun = [...known.begun, now];
    const { machine, browser } = await this.#choose(call.issuer);
    if (!standings.serves(machine.id)) return { refused: "not_active" };
    const place = await this.#placeHere();
    known.place ??= this.#placeHere();
    const login = await beginRemoteLogin(this.#parts, { machine, place, call });
    known.machines.set(machine.id, machine);
    known.sessions.set(login.session.jkt, { ...login.session, behind: this.#at.behind });
    const [oldest] = known.sessions.keys();
    if (known.sessions.size > MOST_SESSIONS && oldest !== undefined) known.sessions.delete(oldest);
    if (!this.#isOpen()) {
      // It ended while the server was asked, which has to know that: this login was unknown then.
      login.end();
      void this.#all.end().catch(() => undefined);
      return { refused: "place_unknown" };
    }
    this.#logins.set(login.answer.authorization.request, login);
    this.#at.openPage(login.page, browser);
    return login.answer;
  }

  async #prove({ remote: _, session_jkt, ...target }: Extract<RemoteCall, { remote: "proof" }>): Promise<Answer> {
    const { world, standings } = this.#parts;
    const known = this.#known;
    const session = this.#sessionOf(session_jkt);
    if (session === undefined) return { refused: "request_unknown" };
    if (!standings.serves(session.machine.id)) return { refused: "not_active" };
    const now = world.now();
    const proofs = ofLast(ASKED_WITHIN, known.proofs, now);
    if (proofs.length >= MOST_PROOFS) return { refused: "busy" };
    known.proofs = [...proofs, now];
    const proof = await session.prove(target);
    return proof === undefined ? { refused: "address_not_granted" } : { proof };
  }

  async #refresh({ issuer, session_jkt }: Extract<RemoteCall, { remote: "refresh" }>): Promise<Answer> {
    const { world, standings } = this.#parts;
    const session = this.#sessionOf(session_jkt);
    if (session?.machine.issuer !== issuer) return { refused: "request_unknown" };
    if (!this.#mayState()) return { refused: "busy" };
    const { machine, clock } = session;
    if (!standings.serves(machine.id)) return { refused: "not_active" };
    const connection = connect(issuer, { ...world, clock });
    try {
      const device = await machine.deviceSigner();
      const said = await connection.postureClaim();
      if (!this.#isOpen()) return { refused: "place_unknown" };
      const device_statement = await hopRefreshStatement.sign(device, {
        ...deviceClaims(connection, device),
        cnf: { jkt: session_jkt },
        ...said,
        place: await this.#placeHere(),
      });
      return { device_statement };
    } finally {
      connection.http.close();
    }
  }

  /** The enrolment by this person's own choice: what is wanted elsewhere is only a wish for one of her servers. */
  async #choose(issuer: string | null): Promise<{ machine: EnrolledMachine; browser: string | undefined }> {
    const { world } = this.#parts;
    // No folder of this machine has a say in what another one asks for.
    const surroundings = { ...world.surroundings, cwd: "/" };
    const wish = issuer === null ? {} : { issuer };
    const { machine, defaults } = await choose({ ...world, surroundings }, await world.place(), wish);
    return { machine, browser: defaults.browser };
  }

  /** The login of that session key, if it began just here. It is used now. */
  #sessionOf(jkt: string): RemoteSession | undefined {
    const { sessions } = this.#known;
    const session = sessions.get(jkt);
    if (session?.behind !== this.#at.behind) return undefined;
    sessions.delete(jkt);
    sessions.set(jkt, session);
    return session;
  }

  /** Takes one from the session's budget, if there is one left. */
  #mayState(): boolean {
    const known = this.#known;
    const now = this.#parts.world.now();
    const statements = ofLast(ASKED_WITHIN, known.statements, now);
    if (statements.length >= MOST_STATEMENTS) return false;
    known.statements = [...statements, now];
    return true;
  }

  #placeHere(): Promise<Place> {
    this.#place ??= this.#at.place();
    return this.#place;
  }
}

/** The times of the last milliseconds. Those to come are from before this machine's clock was set back, and are left out. */
const ofLast = (duration: number, times: readonly number[], now: number): readonly number[] =>
  times.filter((at) => at > now - duration && at <= now);

const CHOICE: ReadonlyMap<string, Refused["refused"]> = new Map([
  ["machine_not_enrolled", "not_enrolled"],
  ["several_enrolments", "several_enrolments"],
  ["managed", "not_enrolled"],
  ["server_unreachable", "server_unreachable"],
]);

function refusedBy(error: unknown): Refused {
  if (error instanceof Unreachable) return { refused: "server_unreachable" };
  const { code } = problemOf(error);
  const choice = CHOICE.get(code);
  return choice === undefined ? { refused: "server_refused", refusal: code.slice(0, 64) } : { refused: choice };
}
