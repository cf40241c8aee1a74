import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useMemo } from "react";
import { Route, Switch } from "wouter";
import { shellTexts } from "../../texts/console/frame.tsx";
import { ToastsProvider } from "../change/toasts.tsx";
import { ConsoleContext, type ConsoleParts } from "../console-context.ts";
import { DraftsProvider } from "../form/drafts.tsx";
import type { LastingDrafts } from "../form/tab-drafts.ts";
import { type ConsolePage, PagesContext } from "../layout/sections.ts";
import { ConsoleProblem } from "../problem.ts";
import type { LastAnswer, SessionMachine } from "../session/session.ts";
import { Loading } from "../ui/loading.tsx";
import { ConsoleLayout } from "./console-layout.tsx";
import { CurrentPage } from "./current-page.tsx";
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

const OpenGlass = lazy(async () => ({ default: (await import("../recovery/open-glass-page.tsx")).OpenGlassPage }));
const Objection = lazy(async () => ({ default: (await import("../recovery/objection-page.tsx")).ObjectionPage }));

/** Shows the two pages for people who cannot sign in (protocol §9). Every other page is behind the session. */
function OutsidePages({ children }: { children: ReactNode }) {
  return (
    <Suspense fallback={<Loading what={shellTexts.thePage} />}>
      <Switch>
        <Route path="/console/break-glass">
          <OpenGlass />
        </Route>
        <Route path="/console/objections/:recovery">{({ recovery }) => <Objection recovery={recovery} />}</Route>
        <Route>{children}</Route>
      </Switch>
    </Suspense>
  );
}

/** Milliseconds for which an answer stays good, unless a change makes it stale. */
const FRESH_MILLISECONDS = 10_000;
const MOST_RETRIES = 2;
/** These problems may end without anybody's help, so asking again may help. */
const MAY_PASS: ReadonlySet<string> = new Set(["server_unreachable", "temporarily_unavailable"]);

const mayPass = (cause: unknown): boolean => cause instanceof ConsoleProblem && MAY_PASS.has(cause.code);

const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MILLISECONDS,
        retry: (failures, cause) => failures < MOST_RETRIES && mayPass(cause),
        // The browser is often wrong about whether it is online, so the server is asked, and its silence says so.
        networkMode: "always",
      },
    },
  });
