import { createContext, type ReactNode, use, useMemo } from "react";
import type { FormValues } from "./form-values.ts";

/** What was typed into forms that were not sent, by the form's name: kept while the person goes elsewhere and comes back. */
export interface Drafts {
  of(form: string | undefined): FormValues | undefined;
  keep(form: string, values: FormValues): void;
  discard(form: string): void;
}

const DraftsContext = createContext<Drafts | undefined>(undefined);

export function DraftsProvider({ children }: { children: ReactNode }) {
  const drafts = useMemo(createDrafts, []);
  return <DraftsContext value={drafts}>{children}</DraftsContext>;
}

/** In the page's memory alone: what somebody typed may be nobody else's business. */
export function createDrafts(): Drafts {
  const kept = new Map<string, FormValues>();
  return {
    of: (form) => (form === undefined ? undefined : kept.get(form)),
    keep: (form, values) => void kept.set(form, values),
    discard: (form) => void kept.delete(form),
  };
}

export function useDrafts(): Drafts {
  const drafts = use(DraftsContext);
  if (drafts === undefined) throw new Error("This stands outside of the console.");
  return drafts;
}
