// Keeps the letters ready: fresh enough to be taken as they are, and made again once one was taken.
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import { isMembers, type Json } from "../kit/hostile-json.ts";
import { newId, now, type Stage } from "../steps/stage.ts";
import { type Letter, SCENES } from "./letters.ts";
import type { Input } from "./recipe.ts";
import { spoil } from "./spoil.ts";

/** Nonces and statements live for 60 s. */
const STALE_MS = 40_000;

interface Ready {
  readonly letters: readonly Letter[];
  readonly at: number;
  taken: boolean;
}

/** A letter as it is sent. */
export interface Spoilt {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Statements that were changed and not signed again by their signers: a receiver that takes them has not looked. */
  readonly forged: boolean;
  /** Tells that it was taken: what it was about has moved on. */
  readonly taken: () => void;
}

export class PostOffice {
  readonly #stage: Stage;
  readonly #ready = new Map<number, Ready>();
  #nonce: string | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** The nonce for the next proof (RFC 9449 §8). */
  heard(nonce: string | undefined): void {
    this.#nonce = nonce ?? this.#nonce;
  }

  get scenes(): number {
    return SCENES.length;
  }

  /** Makes its letters, if they are not ready. @returns whether the server's state moved by that */
  async prepare({ message }: Input): Promise<boolean> {
    const index = message % SCENES.length;
    const scene = SCENES[index];
    const ready = this.#ready.get(index);
    const age = ready === undefined ? Number.POSITIVE_INFINITY : performance.now() - ready.at;
    if (scene === undefined || age < (ready?.taken === true ? scene.keepMs : STALE_MS)) return false;
    this.#ready.set(index, { letters: await scene.letters(this.#stage), at: performance.now(), taken: false });
    return true;
  }

  /** The letter, spoilt. It was prepared. */
  async write({ message, recipe }: Input): Promise<Spoilt> {
    const ready = this.#ready.get(message % SCENES.length);
    const letter = ready?.letters[Math.floor(message / SCENES.length) % ready.letters.length];
    if (ready === undefined || letter === undefined) throw new Error("no letter was prepared");
    const proof = letter.proof === undefined ? {} : { dpop: await this.#prove(letter, letter.proof) };
    const signers = new Map(letter.signers);
    if (letter.proof !== undefined) signers.set(proof.dpop ?? "", letter.proof.by);
    const others = [...this.#ready.values()].flatMap(({ letters }) => letters.map(({ body }) => body));
    const honest: Json = { body: letter.body, ...proof };
    const { value, signed } = await spoil(honest, recipe.steps, {
      signers,
      stranger: this.#stage.parties.stranger,
      others,
    });
    const { body = null, dpop } = isMembers(value) ? value : { body: value };
    const heard = typeof dpop === "string" ? { body, dpop: withoutBlanksAround(dpop) } : value;
    return {
      method: letter.method,
      path: letter.path,
      headers: {
        ...(letter.as === "nothing" ? {} : { "content-type": CONTENT_TYPES[letter.as] }),
        ...(letter.bearer === undefined ? {} : { authorization: `Bearer ${letter.bearer}` }),
        ...(letter.cookie === undefined ? {} : { cookie: letter.cookie }),
        ...(dpop === undefined ? {} : { dpop: typeof dpop === "string" ? dpop : JSON.stringify(dpop) }),
      },
      body: Buffer.from(letter.as === "nothing" ? "" : letter.as === "json" ? JSON.stringify(body) : asForm(body)),
      forged: [...signers.keys()].some((text) => isForged(text, honest, heard, signed)),
      taken: () => {
        ready.taken ||= letter.once;
      },
    };
  }

  #prove({ method, path }: Letter, { by, statement }: NonNullable<Letter["proof"]>): Promise<string> {
    const about = { method, url: this.#stage.issuer + path, jti: newId(), iat: now(), nonce: this.#nonce };
    return signDpop(by, statement === undefined ? about : { ...about, statement });
  }
}

/** No reader of a header sees them (RFC 9110 §5.5): the proof would be the honest one. */
const withoutBlanksAround = (value: string): string => value.replace(/^[\t ]+|[\t ]+$/g, "");

const CONTENT_TYPES = { json: "application/json", form: "application/x-www-form-urlencoded" } as const;

function asForm(body: Json): string {
  const form = new URLSearchParams();
  if (!isMembers(body)) return JSON.stringify(body);
  for (const [name, value] of Object.entries(body))
    for (const one of Array.isArray(value) ? value : [value])
      form.append(name, typeof one === "string" ? one : JSON.stringify(one));
  return form.toString();
}

/** Tells whether the place of that statement holds another one now that no party of ours signed. */
function isForged(text: string, honest: Json, spoilt: Json, signed: ReadonlySet<string>): boolean {
  if (!isMembers(honest)) return false;
  return Object.entries(honest).some(([name, inner]) => {
    const now = isMembers(spoilt) ? spoilt[name] : undefined;
    if (isMembers(inner)) return now !== undefined && isForged(text, inner, now, signed);
    return inner === text && typeof now === "string" && now !== text && !signed.has(now);
  });
}
