import * as v from "valibot";
import type { FormValues } from "./form-values.ts";

/** What outlives a reload of its tab. */
export interface LastingDrafts {
  /** @param user whose it has to be */
  of(form: string, user: string): FormValues | undefined;
  keep(form: string, user: string, values: FormValues): void;
  discard(form: string): void;
  /** All of them, but that person's. */
  forget(but?: string): void;
}

const PREFIX = "nearside.draft.";

const keptSchema = v.pipe(v.string(), v.parseJson(), v.strictObject({ user: v.string(), values: v.looseObject({}) }));

/**
 * In the tab's own storage: no other tab reads it, and it goes with the tab. A browser that keeps nothing, or not so much, is none to
 * complain about: then the page's memory has it, as it has every other draft.
 */
export function tabDrafts(storage: () => Storage): LastingDrafts {
  const quietly = <T>(act: (its: Storage) => T): T | undefined => {
    try {
      return act(storage());
    } catch {
      return undefined;
    }
  };
  const read = (name: string) => {
    const kept = v.safeParse(keptSchema, quietly((its) => its.getItem(name)) ?? undefined);
    return kept.success ? kept.output : undefined;
  };
  const discard = (form: string) => void quietly((its) => its.removeItem(PREFIX + form));
  return {
    of(form, user) {
      const kept = read(PREFIX + form);
      return kept?.user === user ? kept.values : undefined;
    },
    keep(form, user, values) {
      // what was there is older than what can't be kept
      discard(form);
      quietly((its) => its.setItem(PREFIX + form, JSON.stringify({ user, values })));
    },
    discard,
    forget: (but) =>
      void quietly((its) => {
        for (const name of Object.keys(its))
          if (name.startsWith(PREFIX) && (but === undefined || read(name)?.user !== but)) its.removeItem(name);
      }),
  };
}
