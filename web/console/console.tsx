import { QueryClientProvider } from "@tanstack/react-query";
import { useMemo } from "react";
import { ConsoleContext, type ConsoleParts } from "./console-context.ts";
import { createQueryClient } from "./data/query-client.ts";
import { DraftsProvider } from "./form/drafts.tsx";
import { ConsoleLayout } from "./layout/console-layout.tsx";
import { CurrentPage } from "./layout/current-page.tsx";
import { ToastsProvider } from "./layout/toasts.tsx";
import { PAGES } from "./pages.ts";
import { SessionGate } from "./session/session-gate.tsx";

/** The console and everybody's account: whatever the address names of it, for who is signed in. */
export function Console({ parts }: { parts: ConsoleParts }) {
  return (
    <ConsoleContext value={parts}>
      <SessionGate>
        <SignedInConsole />
      </SessionGate>
    </ConsoleContext>
  );
}

/** What was read or typed for one person goes with that person. */
function SignedInConsole() {
  const client = useMemo(createQueryClient, []);
  return (
    <QueryClientProvider client={client}>
      <DraftsProvider>
        <ToastsProvider>
          <ConsoleLayout pages={PAGES}>
            <CurrentPage pages={PAGES} />
          </ConsoleLayout>
        </ToastsProvider>
      </DraftsProvider>
    </QueryClientProvider>
  );
}
