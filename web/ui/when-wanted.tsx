import { type ComponentType, lazy } from "react";
import { pageProblem } from "../problem.ts";
import { FailedView } from "./failed.tsx";

/** Loads a view when it is first shown. If the server does not answer by then, the person reads that instead. */
export const whenWanted = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(() =>
    load().then(
      (view) => ({ default: view }),
      () => ({ default: NotLoaded as ComponentType<Props> }),
    ),
  );

/** Reloads the page to try again, because a browser remembers that a part of a page did not come. */
const NotLoaded = () => <FailedView problem={pageProblem("server_unreachable")} onRetry={() => location.reload()} />;
