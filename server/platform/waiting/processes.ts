import * as v from "valibot";
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

const messageSchema = v.object({
  /** The process that speaks. */
  from: v.string(),
  /** It has begun to listen. Everybody answers, so that it knows them. */
  joins: v.optional(v.literal(true)),
  leaves: v.optional(v.literal(true)),
  /** The process tells this of itself. */
  about: v.optional(v.record(v.string(), v.string())),
  /** The subjects that it changed. */
  changed: v.optional(v.array(v.string())),
  /** It may have changed anything, and could not say so. */
  anything: v.optional(v.literal(true)),
});
type Message = v.InferOutput<typeof messageSchema>;

/** A process tells these names and short values of itself. They hold no secrets. */
export type About = Readonly<Record<string, string>>;

interface ProcessesOptions {
  /** The name of this process among the others. */
  readonly id: string;
  readonly about: About;
  readonly clock: Clock;
  readonly log: Log;
  readonly openLine: (hearing: Hearing) => Line;
  /** Called for each process that is heard for the first time. */
  readonly onMet: (about: About) => void;
}

/**
 * The processes of one server, on one database. Each tells the others what it has changed, so that they wake their waiters and read anew
 * what they keep. If the line between them is lost, each learns it when it reads the database again; when the line is back, each takes it
 * that anything has changed.
 */
export class Processes implements Others {
  readonly #options: ProcessesOptions;
  /** The times at which the others were heard last, by their ids. */
  readonly #heard = new Map<string, number>();
  readonly #unsaid = new Set<string>();
  #isSaying = false;
  #line: Line | undefined;

  constructor(options: ProcessesOptions) {
    this.#options = options;
  }

  /** The number of processes, this one included. */
  get count(): number {
    return 1 + this.#heard.size;
  }

  /** Opens the line. What others change is handed to `changes` from now on. */
  start(changes: Changes): Stoppable {
    const { log, openLine } = this.#options;
    const line = openLine({
      opened: () => {
        changes.hearAll();
        void this.#say({ joins: true, anything: true, ...this.#about() });
      },
      hear: (text) => this.#hear(text, changes),
      lost: (err) => {
        this.#heard.clear();
        log.warn(
          { err },
          "the line to the other processes of this server is lost; until it is back, changes are found by looking",
        );
      },
    });
    this.#line = line;
    const failed = "the other processes of this server could not be told that this one is there";
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

  #hear(text: string, changes: Changes): void {
    const message = messageOf(text);
    if (message === undefined || message.from === this.#options.id) return;
    const { from, joins, leaves, about, changed, anything } = message;
    if (leaves) return void this.#heard.delete(from);
    const isNew = !this.#heard.has(from);
    this.#heard.set(from, this.#options.clock());
    if (isNew && about !== undefined) this.#options.onMet(about);
    if (joins) void this.#say(this.#about());
    if (anything) changes.hearAll();
    for (const subject of changed ?? []) changes.hear(subject);
  }

  async #stayAlive(): Promise<void> {
    const now = this.#options.clock();
    for (const [id, at] of this.#heard) if (now - at > GONE_MS) this.#heard.delete(id);
    await this.#say(this.#about());
  }

  /** Nothing where it is too long for a message. */
  #about(): Pick<Message, "about"> {
    const { about } = this.#options;
    return Buffer.byteLength(JSON.stringify(about)) > LONGEST_MESSAGE / 2 ? {} : { about: { ...about } };
  }

  async #say(message: Omit<Message, "from">): Promise<void> {
    await this.#line?.say(JSON.stringify({ from: this.#options.id, ...message }));
  }
}

/** Undefined for what no process of ours says: anybody who may use the database can speak on the line. */
function messageOf(text: string): Message | undefined {
  try {
    const parsed = v.safeParse(messageSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
