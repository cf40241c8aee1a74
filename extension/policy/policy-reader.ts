import { type Policy, readPolicy } from "./policy.ts";

/**
 * Milliseconds. A browser that has just installed the extension hands out nothing for some seconds, policy or not
 * (Chromium 156: up to 4.5 s), and does not say that it is still reading. Until then an empty answer means "not yet".
 */
export const SETTLE_MILLISECONDS = 6000;
/** Milliseconds. */
const LOOK_AGAIN = 250;

export interface PolicyServices {
  /** Everything in `storage.managed`. */
  readonly stored: () => Promise<unknown>;
  /** True if the browser said, after that time, that there is no policy. It survives the end of the browser. */
  readonly confirmedNone: { read(): Promise<boolean>; keep(none: boolean): Promise<void> };
  /** The time of the first question, by `now`. It lives until the browser is closed. */
  readonly firstRead: { read(): Promise<number | undefined>; keep(at: number): Promise<void> };
  /** Milliseconds. */
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export interface PolicyReader {
  /** The policy as far as the browser has handed it out. */
  current(): Promise<Policy>;
  /** The policy once it was read. It takes some seconds at most, and only in a browser that is new to the extension. */
  settled(): Promise<Policy>;
  /** Drops what was read. */
  forget(): void;
}

/**
 * Reads the policy once, and again when it has changed. It throws nothing: a policy that cannot be read allows nothing.
 */
export function createPolicyReader(services: PolicyServices): PolicyReader {
  let cached: Promise<Policy> | undefined;
  /** Counts the changes, because a policy that was read before a change does not count after it. */
  let changes = 0;

  const current = async (): Promise<Policy> => {
    for (;;) {
      const before = changes;
      const reading = cached ?? read(services, () => changes === before);
      cached = reading;
      const policy = await reading;
      const isCurrent = changes === before;
      // only a final answer is kept: a browser that could not answer is asked again
      const isFinal = isCurrent && policy.state !== "unread" && policy.state !== "unreadable";
      if (!isFinal && cached === reading) cached = undefined;
      if (isCurrent) return policy;
    }
  };
  return {
    current,
    async settled() {
      for (;;) {
        const policy = await current();
        if (policy.state !== "unread") return policy;
        await services.pause(LOOK_AGAIN);
      }
    },
    forget() {
      changes += 1;
      cached = undefined;
    },
  };
}

/** @param counts true while the policy has not changed since */
async function read(services: PolicyServices, counts: () => boolean): Promise<Policy> {
  try {
    const policy = readPolicy(await stored(services));
    if (policy.state !== "none") {
      await services.confirmedNone.keep(false);
      return policy;
    }
    if (await services.confirmedNone.read()) return policy;
    if (!(await hasSettled(services)) || !counts()) return { state: "unread" };
    await services.confirmedNone.keep(true);
    // else a browser that is managed by now would believe at its next start that it is not
    if (!counts()) await services.confirmedNone.keep(false);
    return policy;
  } catch {
    return { state: "unreadable" };
  }
}

async function hasSettled({ firstRead, now }: PolicyServices): Promise<boolean> {
  const [first, at] = [await firstRead.read(), now()];
  // a negative age means that the clock was set back
  if (first !== undefined && at >= first) return at - first >= SETTLE_MILLISECONDS;
  await firstRead.keep(at);
  return false;
}

/** Firefox rejects when Chromium would hand out nothing: there is no policy for this extension. */
async function stored({ stored: ask }: PolicyServices): Promise<unknown> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof Error && /managed storage manifest not found/i.test(cause.message)) return {};
    throw cause;
  }
}
