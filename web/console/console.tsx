import { QueryClientProvider } from "@tanstack/react-query";
import { useMemo } from "react";
import { ConsoleContext, type ConsoleParts } from "./console-context.ts";
import { createQueryClient } from "./data/query-client.ts";
import { DraftsProvider } from "./form/drafts.tsx";
import { ConsoleLayout } from "./layout/console-layout.tsx";
import { CurrentPage } from "./layout/current-page.tsx";
import { ToastsProvider } from "./layout/toasts.tsx";
import { OutsidePages } from "./outside/outside-pages.tsx";
import type { ConsolePage } from "./pages.ts";
import { SessionGate } from "./session/session-gate.tsx";

/** The console and everybody's account: whatever the address names of it, for who is signed in. */
export function Console({ parts, pages }: { parts: ConsoleParts; pages: readonly ConsolePage[] }) {
  return (
    <ConsoleContext value={parts}>
      <OutsidePages>
        <SessionGate>
          <SignedInConsole pages={pages} />
        </SessionGate>
      </OutsidePages>
    </ConsoleContext>
  );
}

/** What was read or typed for one person goes with that person. */
function SignedInConsole({ pages }: { pages: readonly ConsolePage[] }) {
  const client = useMemo(createQueryClient, []);
  return (
    <QueryClientProvider client={client}>
      <DraftsProvider>
        <ToastsProvider>
          <ConsoleLayout pages={pages}>
            <CurrentPage pages={pages} />
          </ConsoleLayout>
        </ToastsProvider>
      </DraftsProvider>
    </QueryClientProvider>
  );
}
