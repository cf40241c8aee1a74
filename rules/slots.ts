/** Some rules of one set, each as the policy that the engine parses, by its place in the set. */
interface Policies {
  readonly rules: readonly { readonly at: number; readonly rule: { readonly asPermit: string } }[];
}

type Parser = Pick<typeof import("@cedar-policy/cedar-wasm/nodejs"), "preparsePolicySet">;

/** Sets that are held at once, and rules in all of them together: some 2 kB each. */
const MOST_SLOTS = 256;
const MOST_RULES_HELD = 10_000;
/** Code units of their text together: a single rule may name tens of thousands of things, each of which takes its place. */
const MOST_TEXT_HELD = 4 * 1024 * 1024;
/** A set that was wanted once is forgotten after so many others. */
const MOST_SEEN_ONCE = 4096;
/** A name may be taken from a set that was not wanted among so many others. If more sets are in use than fit, the whole set serves. */
const IDLE = 4 * MOST_SLOTS;

/**
 * The names under which one instance of the engine holds parsed sets. It never lets a name go, so names are used again. To parse some
 * rules takes longer than to judge by all of them a few times, so only what is wanted for a second time gets a name of its own.
 */
export class Slots {
  readonly #engine: Parser;
  /** The least recently used first. */
  readonly #taken = new Map<Policies, { readonly slot: string; readonly usedAt: number }>();
  readonly #free: string[] = [];
  #seenOnce = new WeakSet<Policies>();
  #seen = 0;
  #rulesHeld = 0;
  #textHeld = 0;
  #asks = 0;

  constructor(engine: Parser) {
    this.#engine = engine;
  }

  /**
   * The name under which the engine knows those rules, or the whole set that they belong to.
   *
   * @throws Error where the engine can't parse what it has parsed before: a bug
   */
  slotOf(wanted: Policies, whole: Policies): string {
    this.#asks += 1;
    const taken = this.#taken.get(wanted);
    if (taken !== undefined) {
      this.#taken.delete(wanted);
      this.#taken.set(wanted, { slot: taken.slot, usedAt: this.#asks });
      return taken.slot;
    }
    if (
      wanted !== whole &&
      (wanted.rules.length === whole.rules.length || this.#isFirst(wanted) || !this.#hasRoomFor(wanted))
    )
      return this.slotOf(whole, whole);
    while (this.#isFullFor(wanted)) this.#giveBack();
    const slot = this.#free.pop() ?? `slot-${this.#taken.size}`;
    this.#put(slot, wanted);
    this.#taken.set(wanted, { slot, usedAt: this.#asks });
    this.#rulesHeld += wanted.rules.length;
    this.#textHeld += lengthOf(wanted);
    return slot;
  }

  #isFullFor(wanted: Policies): boolean {
    return (
      this.#taken.size > 0 &&
      (this.#taken.size >= MOST_SLOTS ||
        this.#rulesHeld + wanted.rules.length > MOST_RULES_HELD ||
        this.#textHeld + lengthOf(wanted) > MOST_TEXT_HELD)
    );
  }

  #hasRoomFor(wanted: Policies): boolean {
    if (!this.#isFullFor(wanted)) return true;
    const [oldest] = this.#taken.values();
    return oldest === undefined || this.#asks - oldest.usedAt > IDLE;
  }

  #isFirst(wanted: Policies): boolean {
    if (this.#seenOnce.has(wanted)) return false;
    if (++this.#seen > MOST_SEEN_ONCE) {
      this.#seenOnce = new WeakSet();
      this.#seen = 0;
    }
    this.#seenOnce.add(wanted);
    return true;
  }

  #giveBack(): void {
    const [oldest] = this.#taken;
    if (oldest === undefined) return;
    const [policies, { slot }] = oldest;
    this.#put(slot, { rules: [] });
    this.#taken.delete(policies);
    this.#rulesHeld -= policies.rules.length;
    this.#textHeld -= lengthOf(policies);
    this.#free.push(slot);
  }

  #put(slot: string, { rules }: Policies): void {
    const answer = this.#engine.preparsePolicySet(slot, {
      staticPolicies: Object.fromEntries(rules.map(({ at, rule: { asPermit } }) => [String(at), asPermit])),
    });
    if (answer.type === "failure")
      throw new Error(`the engine refused a set that it had read: ${answer.errors[0]?.message}`);
  }
}

const lengthOf = ({ rules }: Policies): number =>
  rules.reduce((sum, { rule: { asPermit } }) => sum + asPermit.length, 0);
