import { QueryClientProvider } from "@tanstack/react-query";
import { useMemo } from "react";
import { ToastsProvider } from "../change/toasts.tsx";
import { ConsoleContext, type ConsoleParts } from "../console-context.ts";
import { createQueryClient } from "../data/query-client.ts";
import { DraftsProvider } from "../form/drafts.tsx";
import type { LastingDrafts } from "../form/tab-drafts.ts";
import { type ConsolePage, PagesContext } from "../layout/sections.ts";
import type { LastAnswer, SessionMachine } from "../session/session.ts";
import { ConsoleLayout } from "./console-layout.tsx";
import { CurrentPage } from "./current-page.tsx";
import { OutsidePages } from "./outside-pages.tsx";
import { SessionGate } from "./session-gate.tsx";
import { SessionLine } from "./session-line.tsx";

interface ConsoleProps extends SignedInProps {
  readonly parts: ConsoleParts;
}

interface SignedInProps {
  readonly session: SessionMachine;
  readonly lastAnswer: LastAnswer;
  readonly lasting: LastingDrafts;
  readonly pages: readonly ConsolePage[];
}

/** Shows the page of console or account that the address names, to people who are signed in. */
export function Console({ parts, ...signedIn }: ConsoleProps) {
  return (
    <ConsoleContext value={parts}>
      <OutsidePages>
        <SessionGate session={signedIn.session}>
          <SignedInConsole {...signedIn} />
        </SessionGate>
      </OutsidePages>
    </ConsoleContext>
  );
}

/** Holds what was read and typed for one person, which ends with that person's session. */
function SignedInConsole({ session, lastAnswer, lasting, pages }: SignedInProps) {
  const client = useMemo(createQueryClient, []);
  return (
    <QueryClientProvider client={client}>
      <DraftsProvider lasting={lasting}>
        <ToastsProvider>
          <PagesContext value={pages}>
            <ConsoleLayout sessionLine={<SessionLine session={session} lastAnswer={lastAnswer} />}>
              <CurrentPage pages={pages} />
            </ConsoleLayout>
          </PagesContext>
        </ToastsProvider>
      </DraftsProvider>
    </QueryClientProvider>
  );
}
