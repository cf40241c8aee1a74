import { readHostKey } from "@nearside/shared/ssh/host-key.ts";
import { isHostSignature } from "@nearside/shared/ssh/verify-host-signature.ts";
import { WireError } from "@nearside/shared/ssh/wire-reader.ts";
import { readSessionBind, type SessionBind } from "../../channel/agent-messages.ts";
import type { ProcessSeen } from "../caller.ts";
import { isSsh, type OwnSession, type OwnSessions } from "./own-sessions.ts";
import type { SshConfiguration } from "./ssh-configuration.ts";

/** The reasons for which a connection is believed no longer, whatever comes after. */
type Poison =
  /** The bind is not what OpenSSH writes. */
  | "malformed"
  /** The process at the other end is no `ssh` of this system. */
  | "not_ssh"
  /** The bind is the other side's, which came over a socket that was forwarded to it (`ssh -R`). */
  | "not_its_own"
  /** The host did not sign that session. */
  | "bad_signature"
  /** The first host is not the one that this `ssh` signed in to. */
  | "other_session"
  /** The session was bound before, or the connection was for one authentication only. */
  | "repeated"
  /** Something else had come over the connection before. */
  | "late"
  | "too_many";

/** The configuration of a `ssh` that signs in by this keeper; undefined of any other. */
export type OwnConfiguration = (ssh: ProcessSeen) => Promise<SshConfiguration | undefined>;

/** More hosts one behind the other are not believed. */
const MOST_HOSTS = 9;

/** Says where one connection to the keeper's SSH socket comes from, bind by bind (protocol §10.1). */
export class Chain {
  readonly #process: ProcessSeen;
  readonly #sessions: OwnSessions;
  readonly #binds: SessionBind[] = [];
  #own: OwnSession | undefined;
  #poison: Poison | undefined;
  #isSettled = false;

  readonly #ownConfiguration: OwnConfiguration;
  readonly #waits: () => boolean;

  /** @param waits true if `ssh` waits for our answer, as it does where it binds the connection itself */
  constructor(process: ProcessSeen, sessions: OwnSessions, ownConfiguration: OwnConfiguration, waits: () => boolean) {
    this.#process = process;
    this.#sessions = sessions;
    this.#ownConfiguration = ownConfiguration;
    this.#waits = waits;
  }

  get poison(): Poison | undefined {
    return this.#poison;
  }

  /** Nothing that came over it so far says where it comes from. */
  get isBound(): boolean {
    return this.#poison === undefined && this.#own !== undefined;
  }

  /** True if this is `ssh` itself on this machine, which signs in to its host. */
  get isOwnAuthentication(): boolean {
    return this.isBound && this.#binds.length === 1 && this.#binds[0]?.isForwarding === false;
  }

  /**
   * The session that this connection was forwarded over, and the hosts behind the first one, which are that one's word.
   * Undefined if it is not such a connection.
   */
  get forwarded(): { readonly session: OwnSession; readonly behind: readonly SessionBind[] } | undefined {
    const [first, ...behind] = this.#binds;
    if (!this.isBound || this.#own === undefined || first?.isForwarding !== true) return undefined;
    return { session: this.#own, behind };
  }

  /** Anything but a bind came: a later bind is believed no more. */
  settle(): void {
    this.#isSettled = true;
  }

  /** Takes a bind in. @param now epoch milliseconds. @returns false if the connection is believed no more */
  async bind(content: Uint8Array, now: number): Promise<boolean> {
    this.#poison ??= await this.#judge(content, now);
    return this.#poison === undefined;
  }

  async #judge(content: Uint8Array, now: number): Promise<Poison | undefined> {
    if (!isSsh(this.#process)) return "not_ssh";
    if (this.#isSettled) return "late";
    if (this.#binds.length === 0 && !this.#waits()) return "not_its_own";
    let bind: SessionBind;
    try {
      bind = readSessionBind(content);
      const key = await readHostKey(bind.hostKey);
      if (!(await isHostSignature(key, bind.sessionId, bind.signature))) return "bad_signature";
    } catch (error) {
      if (error instanceof WireError) return "malformed";
      throw error;
    }
    const [first] = this.#binds;
    if (first === undefined) {
      // A forwarded connection records nothing: only what `ssh` said before anything could be forwarded counts.
      const known = this.#sessions.of(this.#process);
      const mayRecord = known === undefined && !bind.isForwarding;
      const configuration = mayRecord ? await this.#ownConfiguration(this.#process) : undefined;
      const own = configuration === undefined ? known : this.#sessions.record(this.#process, bind, configuration, now);
      if (own === undefined || !isSameSession(own.bind, bind)) return "other_session";
      this.#own = own;
      if (bind.isForwarding) this.#sessions.connected();
    } else {
      if (this.#binds.at(-1)?.isForwarding !== true) return "repeated";
      if (this.#binds.some(({ sessionId }) => Buffer.compare(sessionId, bind.sessionId) === 0)) return "repeated";
      if (this.#binds.length >= MOST_HOSTS) return "too_many";
    }
    this.#binds.push(bind);
    return undefined;
  }
}

const isSameSession = (one: SessionBind, other: SessionBind): boolean =>
  Buffer.compare(one.hostKey, other.hostKey) === 0 && Buffer.compare(one.sessionId, other.sessionId) === 0;
