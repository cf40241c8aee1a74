import { lazy, type ReactNode, Suspense } from "react";
import { Route, Switch } from "wouter";
import { Loading } from "../ui/loading.tsx";

const OpenGlass = lazy(async () => ({ default: (await import("../recovery/open-glass-page.tsx")).OpenGlassPage }));
const Objection = lazy(async () => ({ default: (await import("../recovery/objection-page.tsx")).ObjectionPage }));

/** Shows the two pages for people who cannot sign in (protocol §9). Every other page is behind the session. */
export function OutsidePages({ children }: { children: ReactNode }) {
  return (
    <Suspense fallback={<Loading what="the page" />}>
      <Switch>
        <Route path="/console/break-glass">
          <OpenGlass />
        </Route>
        <Route path="/console/way-back/:recovery">{({ recovery }) => <Objection recovery={recovery} />}</Route>
        <Route>{children}</Route>
      </Switch>
    </Suspense>
  );
}
