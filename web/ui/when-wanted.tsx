import { type ComponentType, lazy } from "react";
import { problemNamed } from "../problem.ts";
import { FailedView } from "./failed.tsx";

/** A view that is loaded when it is first shown. Where the server does not answer by then, that is what the person reads instead. */
export const whenWanted = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(() =>
    load().then(
      (view) => ({ default: view }),
      () => ({ default: NotLoaded as ComponentType<Props> }),
    ),
  );

/** A browser remembers that a part of a page did not come: only a new page asks for it again. */
const NotLoaded = () => (
  <FailedView problem={problemNamed("server_unreachable", "server_failed")} onRetry={() => location.reload()} />
);
