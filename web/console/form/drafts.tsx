import { createContext, type ReactNode, use, useMemo } from "react";
import { useSession } from "../session/use-session.ts";
import type { FormValues } from "./form-values.ts";
import type { LastingDrafts } from "./tab-drafts.ts";

/**
 * Keeps what was typed into forms that were not sent, by the form's name, while the person goes elsewhere and comes
 * back.
 */
interface Drafts {
  of(form: string | undefined): FormValues | undefined;
  keep(form: string, values: FormValues): void;
  discard(form: string): void;
}

const DraftsContext = createContext<Drafts | undefined>(undefined);

export function DraftsProvider({ lasting, children }: { lasting: LastingDrafts; children: ReactNode }) {
  const { id } = useSession().user;
  const drafts = useMemo(() => createDrafts(lasting, id), [lasting, id]);
  return <DraftsContext value={drafts}>{children}</DraftsContext>;
}

/**
 * The name of the form that holds the draft of the rules. It is an hour's work and is published in the end, so it
 * outlives a reload.
 */
export const RULES_DRAFT = "rules.draft";
const LASTING: ReadonlySet<string> = new Set([RULES_DRAFT]);

/**
 * Keeps drafts in the page's memory, and only the lasting ones in the tab: what a person typed may be private.
 *
 * @param user who types
 */
export function createDrafts(lasting: LastingDrafts, user: string): Drafts {
  const inMemory = new Map<string, FormValues>();
  return {
    of: (form) =>
      form === undefined ? undefined : (inMemory.get(form) ?? (LASTING.has(form) ? lasting.of(form, user) : undefined)),
    keep(form, values) {
      inMemory.set(form, values);
      if (LASTING.has(form)) lasting.keep(form, user, values);
    },
    discard(form) {
      inMemory.delete(form);
      if (LASTING.has(form)) lasting.discard(form);
    },
  };
}

export function useDrafts(): Drafts {
  const drafts = use(DraftsContext);
  if (drafts === undefined) throw new Error("This is used outside of the console.");
  return drafts;
}
