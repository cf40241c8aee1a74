import * as v from "valibot";
import type { FormValues } from "./form-values.ts";

/** Keeps drafts that outlive a reload of their tab. */
export interface LastingDrafts {
  /** @param user the person to whom the draft must belong */
  of(form: string, user: string): FormValues | undefined;
  keep(form: string, user: string, values: FormValues): void;
  discard(form: string): void;
  /** Forgets all drafts, except those of that person. */
  forget(but?: string): void;
}

const PREFIX = "nearside.draft.";

const storedSchema = v.pipe(v.string(), v.parseJson(), v.strictObject({ user: v.string(), values: v.looseObject({}) }));

/**
 * Keeps drafts in the tab's own storage: no other tab reads it, and it ends with the tab. A browser may refuse to store
 * anything, or as much as this; then only the page's memory has the draft, as it has every other one.
 */
export function tabDrafts(storage: () => Storage): LastingDrafts {
  const quietly = <T>(act: (store: Storage) => T): T | undefined => {
    try {
      return act(storage());
    } catch {
      return undefined;
    }
  };
  const read = (name: string) => {
    const stored = v.safeParse(storedSchema, quietly((store) => store.getItem(name)) ?? undefined);
    return stored.success ? stored.output : undefined;
  };
  const discard = (form: string) => void quietly((store) => store.removeItem(PREFIX + form));
  return {
    of(form, user) {
      const stored = read(PREFIX + form);
      return stored?.user === user ? stored.values : undefined;
    },
    keep(form, user, values) {
      // The stored draft is older than the one that can't be stored.
      discard(form);
      quietly((store) => store.setItem(PREFIX + form, JSON.stringify({ user, values })));
    },
    discard,
    forget: (but) =>
      void quietly((store) => {
        for (const name of Object.keys(store))
          if (name.startsWith(PREFIX) && (but === undefined || read(name)?.user !== but)) store.removeItem(name);
      }),
  };
}
