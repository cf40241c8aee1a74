import * as v from "valibot";
import { logTexts } from "../../texts/log.ts";
import type { Log } from "../log/log.ts";
import { type Hearing, type Line, LONGEST_MESSAGE } from "../store/line.ts";
import type { Clock } from "../surroundings.ts";
import type { Changes, Others } from "./changes.ts";
import { inRounds, type Stoppable } from "./in-rounds.ts";

/** Milliseconds between two signs of life. */
const ALIVE_MS = 10_000;
/** A process that was not heard for this time is gone. Milliseconds. */
const GONE_MS = 35_000;
/** Subjects of one message, at most. An id has some 30 letters. */
const MOST_SUBJECTS = 100;

/** A message that is older or younger is not heard. Every process is taken to have the time, give or take this. Milliseconds. */
const OUT_OF_TIME_MS = 300_000;
/** Processes that are known at a time, at most. */
const MOST_PROCESSES = 100;
/** The secrets are read again for messages that none of them explains, at most this often. Milliseconds. */
const SECRETS_READ_MS = 1000;

/** Longest id of a process or subject, and longest name and value that a process tells of itself. */
const shortText = v.pipe(v.string(), v.maxLength(128));

const messageSchema = v.object({
  /** The process that speaks. */
  from: shortText,
  /** Counts its messages: what was heard once is not heard again. */
  number: v.pipe(v.number(), v.safeInteger()),
  /** Epoch milliseconds by its clock, which may be set at any time: how old the message is. */
  at: v.number(),
  /** It has started to listen. Everybody answers, so that it knows them. */
  joins: v.optional(v.literal(true)),
  leaves: v.optional(v.literal(true)),
  /** The process tells this of itself. */
  about: v.optional(v.record(shortText, shortText)),
  /** The subjects that it changed. */
  changed: v.optional(v.pipe(v.array(shortText), v.maxLength(MOST_SUBJECTS))),
  /** It may have changed anything, and could not say so. */
  anything: v.optional(v.literal(true)),
});
type Message = v.InferOutput<typeof messageSchema>;

/** A keyed hash as base64url, and what was hashed. */
const SIGNED = /^([A-Za-z0-9_-]{43}) (.+)$/s;

/** A process tells these names and short values of itself. They hold no secrets. */
export type About = Readonly<Record<string, string>>;

/** The secrets that all processes of the server share, and nobody else has. */
interface SharedSecrets {
  hash(purpose: "process_message", text: string): string;
  isHash(purpose: "process_message", text: string, hash: string): boolean;
  /** Reads them again. */
  follow(): Promise<void>;
}

interface ProcessesOptions {
  /** The name of this process among the others. */
  readonly id: string;
  readonly about: About;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: SharedSecrets;
  readonly openLine: (hearing: Hearing) => Line;
  /** Called for each process that tells of itself when it is heard for the first time. */
  readonly onMet: (about: About) => void;
}

/** Another process: the time at which it was heard last, and what it tells of itself, once it has. */
interface Known {
  readonly at: number;
  readonly about: About | undefined;
}

/** The number of the last message of another process, and the latest time that one of its messages gave. */
interface Latest {
  readonly number: number;
  readonly at: number;
}

/**
 * The processes of one server, on one database. Each tells the others what it has changed, so that they wake their waiters and read again
 * what they keep. Other users of the database server may speak on the line too and hear all that is said, so each message has a keyed hash
 * by the secret that the processes share, and counts once (threat I7). If the line between them is lost, each learns it when it reads the database again; when the line is back, each takes it
 * that anything has changed.
 */
export class Processes implements Others {
  readonly #options: ProcessesOptions;
  /** The others, by their ids. */
  readonly #heard = new Map<string, Known>();
  /** The numbers of the last messages, by the ids of those who sent them, also of those that have left since. */
  readonly #latest = new Map<string, Latest>();
  /** The ids of those whose clocks were found wrong, so that each is logged once. */
  readonly #outOfTime = new Set<string>();
  readonly #unsaid = new Set<string>();
  #said = 0;
  /** The read of the secrets that was started within the last second. */
  #secretsRead: Promise<void> | undefined;
  /** A hash by the active secret when a message came that this read may have been too early for. */
  #missed: string | undefined;
  #isSaying = false;
  #line: Line | undefined;

  constructor(options: ProcessesOptions) {
    this.#options = options;
  }

  /** The number of processes, this one included. */
  get count(): number {
    return 1 + this.#heard.size;
  }

  /** This process tells the others this of itself. */
  get own(): About {
    return this.#options.about;
  }

  /** The others tell this of themselves. A process that is too new to have told anything is not among them. */
  get others(): readonly About[] {
    return [...this.#heard.values()].flatMap(({ about }) => (about === undefined ? [] : [about]));
  }

  /** Opens the line. What others change is handed to `changes` from now on. */
  start(changes: Changes): Stoppable {
    const { log, openLine } = this.#options;
    const line = openLine({
      opened: () => {
        changes.hearAll();
        void this.#say({ joins: true, anything: true, ...this.#about() });
      },
      hear: (text) => void this.#hear(text, changes),
      lost: (err) => {
        this.#heard.clear();
        log.warn({ err }, logTexts.processes.lineLost);
      },
    });
    this.#line = line;
    const failed = logTexts.processes.notTold;
    const rounds = inRounds({ every: ALIVE_MS, log, failed }, () => this.#stayAlive());
    return {
      stop: async () => {
        await rounds.stop();
        await this.#say({ leaves: true });
        await line.close();
      },
    };
  }

  /** Tells the others that a subject has changed. Nothing is sent while there is no other. */
  tell(subject: string): void {
    if (this.#heard.size === 0) return;
    this.#unsaid.add(subject);
    if (!this.#isSaying) void this.#sayAll();
  }

  /** Changes that come while a message is under way go with the next one. */
  async #sayAll(): Promise<void> {
    this.#isSaying = true;
    while (this.#unsaid.size > 0) {
      const changed = [...this.#unsaid].slice(0, MOST_SUBJECTS);
      for (const subject of changed) this.#unsaid.delete(subject);
      await this.#say({ changed });
    }
    this.#isSaying = false;
  }

  async #hear(text: string, changes: Changes): Promise<void> {
    const message = await this.#read(text, changes);
    if (message === undefined || message.from === this.#options.id || !this.#isFirst(message)) return;
    const { from, joins, leaves, about, changed, anything } = message;
    if (leaves) return void this.#heard.delete(from);
    const known = this.#heard.get(from);
    if (known === undefined && this.#heard.size >= MOST_PROCESSES) return;
    this.#heard.set(from, { at: this.#options.clock(), about: about ?? known?.about });
    if (about !== undefined && known === undefined) this.#options.onMet(about);
    if (joins) void this.#say(this.#about());
    if (anything) changes.hearAll();
    for (const subject of changed ?? []) changes.hear(subject);
  }

  /** Undefined for what no process of this server says. */
  async #read(signed: string, changes: Changes): Promise<Message | undefined> {
    const [, hash = "", text = ""] = SIGNED.exec(signed) ?? [];
    if (hash === "") return undefined;
    const { secrets } = this.#options;
    const isOurs = () => secrets.isHash("process_message", text, hash);
    if (isOurs()) return messageOf(text);
    const isReadBefore = this.#secretsRead !== undefined;
    await this.#readSecrets(changes); // another process may have replaced them
    if (isOurs()) return messageOf(text);
    if (isReadBefore) this.#missed ??= secrets.hash("process_message", "");
    return undefined;
  }

  /** A flood of messages that nothing explains makes nobody read all the time. */
  #readSecrets(changes: Changes): Promise<void> {
    this.#secretsRead ??= this.#readOnce(changes);
    return this.#secretsRead;
  }

  #readOnce(changes: Changes): Promise<void> {
    setTimeout(() => void this.#readMissed(changes), SECRETS_READ_MS).unref();
    return this.#options.secrets.follow().catch(() => {}); // the rounds that follow the keys log what is wrong
  }

  /**
   * Reads once more if a message came after the read began. If the secrets were replaced meanwhile it may have been by another process,
   * which has said things that are lost.
   */
  async #readMissed(changes: Changes): Promise<void> {
    const missed = this.#missed;
    this.#missed = undefined;
    this.#secretsRead = undefined;
    if (missed === undefined) return;
    await this.#readSecrets(changes);
    if (!this.#options.secrets.isHash("process_message", "", missed)) changes.hearAll();
  }

  /** False for a message that was heard before, or should have been long ago. */
  #isFirst({ from, number, at }: Message): boolean {
    const ahead = at - this.#options.clock();
    const latest = this.#latest.get(from);
    if (Math.abs(ahead) > OUT_OF_TIME_MS) this.#warnOfClock(from, ahead);
    if (Math.abs(ahead) > OUT_OF_TIME_MS || number <= (latest?.number ?? 0)) return false;
    this.#latest.set(from, { number, at: Math.max(at, latest?.at ?? at) });
    return true;
  }

  /** An old message of a process that is heard well was repeated by somebody else, and says nothing about its clock. */
  #warnOfClock(from: string, ahead: number): void {
    if (this.#heard.has(from) || this.#outOfTime.has(from) || this.#outOfTime.size >= MOST_PROCESSES) return;
    this.#outOfTime.add(from);
    this.#options.log.warn({ process: from, seconds_ahead: Math.round(ahead / 1000) }, logTexts.processes.clock);
  }

  async #stayAlive(): Promise<void> {
    const now = this.#options.clock();
    for (const [id, { at }] of this.#heard) if (now - at > GONE_MS) this.#heard.delete(id);
    for (const [id, { at }] of this.#latest) if (now - at > OUT_OF_TIME_MS) this.#latest.delete(id);
    await this.#say(this.#about());
  }

  /** Nothing where it is too long for a message. */
  #about(): Pick<Message, "about"> {
    const { about } = this.#options;
    return Buffer.byteLength(JSON.stringify(about)) > LONGEST_MESSAGE / 2 ? {} : { about: { ...about } };
  }

  async #say(message: Omit<Message, "at" | "from" | "number">): Promise<void> {
    const { clock, id, secrets } = this.#options;
    this.#said += 1;
    const text = JSON.stringify({ from: id, number: this.#said, at: clock(), ...message });
    await this.#line?.say(`${secrets.hash("process_message", text)} ${text}`);
  }
}

export interface WithProcesses {
  readonly processes: Processes;
}

/** Undefined for what another version may say. */
function messageOf(text: string): Message | undefined {
  try {
    const parsed = v.safeParse(messageSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
